"""What Django's Russian formats lack: the month's case after a day, a comma between date and time, and dates as browsers send them."""

MONTH_DAY_FORMAT = "j E"
DATETIME_FORMAT = "j E Y г., H:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]
DATETIME_INPUT_FORMATS = ["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
