META
key;value
description;Ойдан шығарылған мысал / Выдуманный пример / Made-up example
country;-
unit;Үлгі
instance;example
num_projects;5
num_votes;10
budget;1000
vote_type;approval
rule;greedy
min_length;1
max_length;3
currency;KZT
PROJECTS
project_id;cost;votes;name;category;selected
p1;600;6;"Саябақ; көл жағасы";парк;1
p2;500;5;"«Жас өркен» алаңы ""А"" корпусы";спорт;0
p3;300;4;Жаяу жол;жол;1
p4;200;3;Кітапхана сағаты;білім;0
p5;100;3;Көпір шамдары;жол;1
VOTES
voter_id;vote;age
1;p1,p2;31
2;p1,p2;47
3;p2,p1;19
4;p1,p3;62
5;p1;25
6;p1,p5,p3;33
7;p2,p3,p4;54
8;p4,p2;28
9;p3,p5,p4;71
10;p5;40
