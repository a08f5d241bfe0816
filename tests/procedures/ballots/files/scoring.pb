META
key;value
description;Ойдан шығарылған мысал / Выдуманный пример / Made-up example
country;-
unit;Үлгі
instance;example
num_projects;3
num_votes;3
budget;10
vote_type;scoring
rule;greedy
min_points;-2
max_points;5
default_score;1
currency;KZT
PROJECTS
project_id;cost;votes;score;name;selected
k;6;2;8;Хор;1
m;5;1;3;Музей;0
n;4;2;5;Нан күні;1
VOTES
voter_id;vote;points
1;k,n;5,2
2;m,k;3,2
3;n,m;2,-1
