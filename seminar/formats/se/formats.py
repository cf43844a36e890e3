"""Dates, times and numbers in Northern Sámi as they are written in Norway: juovlamánu 3. b. 2026, 17:05."""

# The month is in the genitive: seminar/locale/se has Django's "alt. month".
DATE_FORMAT = r"E j. \b. Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = r"E j. \b. Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = r"E j. \b."
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
