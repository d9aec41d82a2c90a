#ifndef IMPORTERS_TEXT_ISSUE_CODES_H
#define IMPORTERS_TEXT_ISSUE_CODES_H

/* Every way in which input can be wrong: code, what is expected, how to mend it. A caller that
 * knows more (a choice's values, a near name) says so in place of these texts. Each has a fixture
 * in tests/errors/. */
#define ISSUE_TABLE(X)                                                                             \
    /* files */                                                                                    \
    X(MISSING_FILE, "the file", "add it; a file with just its headings says that there are none")  \
    X(MISNAMED_FILE, "the name of an input file", "rename it, or move it out of this directory")   \
    X(UNREADABLE_FILE, "a file that can be read", "check what it is and its permissions")          \
    X(EMPTY_FILE, "a first row with headings", "export it again")                                  \
    X(ZONE_CHANGED, "the time zone that the period's instants were imported with",                 \
      "import the partner's files of the period again together with partners.csv")                 \
    X(PARTNER_STILL_HAS_ROWS, "every partner who has rows of the period",                          \
      "add the partner, or import the files with those rows together with partners.csv")           \
    /* text */                                                                                     \
    X(NOT_UTF8, "UTF-8", "save the file as CSV UTF-8")                                             \
    X(NUL_BYTE, "text", "export the file again as CSV UTF-8")                                      \
    X(CONTROL_CHARACTER, "text on one line, without control characters", "take it out")            \
    X(LINE_ENDS, "lines that end in LF or CRLF", "save the file with one of these line ends")      \
    X(WRONG_DELIMITER, "values parted by commas", "save the file as CSV with commas")              \
    X(BAD_QUOTES, "quotation marks around a whole value, and each one within it doubled",          \
      "write \"a \"\"b\"\" c\"")                                                                   \
    X(UNTERMINATED_QUOTE, "a closing quotation mark", "close the value that this record opens")    \
    X(RECORD_TOO_LONG, "a record of at most 1 MiB",                                                \
      "look for a quotation mark that is not closed")                                              \
    X(FIELD_COUNT, "as many values as headings",                                                   \
      "put quotation marks around a value with a comma, or add the commas that are missing")       \
    X(REPORT_FOOTER, "rows up to the last line", "delete what comes after the rows")               \
    X(MISSING_COLUMN, "this column", "add it to the export")                                       \
    X(DUPLICATE_COLUMN, "each heading once", "take one of the two columns out")                    \
    X(MISSPELT_COLUMN, "the heading as the format spells it", "rename it")                         \
    /* values */                                                                                   \
    X(BLANK_VALUE, "a value", "fill it in")                                                        \
    X(TOO_LONG, "a shorter value", "shorten it")                                                   \
    X(BAD_ID, "1 to 32 of A-Z a-z 0-9 . _ -", "take other characters out")                         \
    X(SPREADSHEET_NUMBER, "the value as it was before a spreadsheet made a number of it",          \
      "a spreadsheet has made a number of it: format the column as text and export it again")      \
    X(AMBIGUOUS_PARTNER_ID, "ids that document numbers tell apart", "give one of them another id") \
    X(BAD_DATE, "YYYY-MM-DD", "")                                                                  \
    X(BAD_TIME, "hh:mm", "")                                                                       \
    X(BAD_INSTANT, "YYYY-MM-DDThh:mm", "")                                                         \
    X(AMBIGUOUS_FORMAT, "YYYY-MM-DDThh:mm", "")                                                    \
    X(NOT_WHOLE_MINUTE, "a whole minute", "take the seconds off")                                  \
    X(NO_SUCH_LOCAL_TIME, "a local time that exists", "write it with its offset")                  \
    X(BAD_NUMBER, "a whole number", "")                                                            \
    X(BAD_MONEY, "dollars with at most two decimals, like 150.00",                                 \
      "write dollars, a point and cents")                                                          \
    X(RATE_OUT_OF_RANGE, "a rate from 0.01 to 10000.00 an hour", "check the rate")                 \
    X(BAD_CHOICE, "one of its values", "")                                                         \
    X(BAD_WEEKDAY, "Mon, Tue, Wed, Thu, Fri, Sat or Sun, or the full English name", "")            \
    X(UNKNOWN_ZONE, "an IANA time zone like Australia/Sydney", "")                                 \
    X(UNKNOWN_PARTNER, "a partner of partners.csv", "add the partner or correct the id")           \
    X(UNKNOWN_AREA, "an area of areas.csv", "")                                                    \
    X(REPEATED_AREA, "each area once", "take one out")                                             \
    X(BAD_BSB, "six digits, like 062-000", "")                                                     \
    X(BAD_ACCOUNT_NUMBER, "1 to 9 digits", "")                                                     \
    X(BAD_APPROVAL, "the reference of an approval, yes or no",                                     \
      "write the reference, or leave it blank where nobody approved")                              \
    X(BAD_EMAIL, "one address like name@example.com, of plain letters, digits and . _ - + '",      \
      "correct it or leave it blank")                                                              \
    X(BAD_NAME, "a name without ;, which joins names in the outputs", "take it out")               \
    X(LOOKS_LIKE_A_FORMULA, "a name that does not begin with = + - or @, as a formula does",       \
      "write the name itself")                                                                     \
    X(COMPANY_ABN, "the partner's own ABN: this one is the company's", "correct abn")              \
    X(FAR_FROM_PERIOD, "a start at most 13 months after the period's end", "check its year")       \
    X(NO_HOURS, "the published hours as hh:mm, which are never guessed",                           \
      "find them, or leave the row out and its year out of complete in areas.csv")                 \
    X(BAD_SPANS, "YYYY, YYYY..YYYY or YYYY-MM-DD..YYYY-MM-DD, joined by ;", "")                    \
    /* values that do not go together */                                                           \
    X(DUPLICATE_ROW, "each key once", "take one of the two rows out")                              \
    X(END_BEFORE_START, "an end after its start", "correct one of the two")                        \
    X(NOT_WHOLE_HOURS, "a whole number of hours from start to end (S1)", "correct one of the two") \
    X(TOO_MANY_ROWS, "at most 5000 rows of one partner", "take out those that are over")           \
    X(OVERLAP, "no hour that two rows in effect offer (S3)", "")                                   \
    X(DATE_AND_INSTANT, "two dates (whole days) or two instants", "give both a time, or neither")  \
    X(SPAN_TOO_LONG, "a shorter span of time", "check the end")                                    \
    X(MISSING_STAMP, "an instant", "fill it in or correct the row")                                \
    X(UNEXPECTED_STAMP, "nothing here", "take it out or correct the row")                          \
    /* the tree of areas and the holidays on it; holidays/calendar.h finds these */                \
    X(DUPLICATE_AREA, "each area once", "take one of the two rows out")                            \
    X(UNKNOWN_PARENT, "an area of areas.csv", "correct the id or add the area")                    \
    X(MISSING_PARENT, "the area above", "fill it in")                                              \
    X(AREA_RING, "areas as a tree", "correct one of the parents")                                  \
    X(AREAS_TOO_DEEP, "at most 20 levels of areas", "write a parent further up")                   \
    X(DUPLICATE_HOLIDAY, "one row for an area, date and name", "take one of the two rows out")     \
    X(FROM_NOT_BEFORE_TO, "a time after from", "correct one of the two")                           \
    X(TARGET_OF_DECLARE, "nothing, since declare only adds a day", "clear the target")             \
    X(MISSING_TARGET, "the date and name of the day that this row takes away", "write both")       \
    X(TARGET_IN_ANOTHER_YEAR, "a date of the year of the row", "correct one of the two")           \
    X(UNKNOWN_TARGET, "the date and name of a day of an area above", "spell both as its row does") \
    X(TARGET_NOT_ABOVE, "the date and name of a day of an area above", "correct the target")       \
    /* sources.ini, and what is read by it */                                                      \
    X(SOURCE_UNCONFIRMED, "a line that somebody has looked at",                                    \
      "see whether it is right, and take # confirm off")                                           \
    X(BAD_ENCODING, "the encoding that sources.ini says", "correct encoding in sources.ini")       \
    X(SEVERAL_FILES, "one file that fits file in sources.ini",                                     \
      "move all but one out of this directory, or write join = yes")                               \
    X(UNNAMED_VALUE, "a word that sources.ini names", "say there what it is")                      \
    X(UNREAD_DAY, "every day of the week read or ignored, for a day left out is not paid",         \
      "add it to weekdays in sources.ini, or to ignore")                                           \
    X(TWO_ZONES, "one zone for a value: zone, or a column timezone", "take one of the two out")    \
    /* company.ini and policy.ini */                                                               \
    X(BAD_LINE, "[section], key=value or a comment that begins with #", "")                        \
    X(UNKNOWN_SECTION, "a section of this file", "")                                               \
    X(DUPLICATE_SECTION, "each section once", "put them together")                                 \
    X(UNKNOWN_KEY, "a key of this section", "")                                                    \
    X(DUPLICATE_KEY, "each key once", "take one of the two lines out")                             \
    X(MISSING_KEY, "this key", "add it")                                                           \
    X(BAD_SETTING, "a value of the setting", "")                                                   \
    X(BAD_COMPANY_ABN, "an ABN of 11 digits whose checksum is right", "correct it")                \
    X(COMPANY_NOT_REGISTERED, "registration for GST by the period's first day",                    \
      "correct the date: only a registered company may issue recipient created tax invoices")      \
    X(BAD_FILE_NAME, "the plain name of a file in this directory", "")                             \
    X(BAD_LOGO, "a PNG picture of at most 200 kB and 2000 x 2000 pixels", "save it as PNG")        \
    X(BAD_URL, "an address that begins with https://", "")                                         \
    X(BAD_TEMPLATE,                                                                                \
      "text with fields of the document and no other braces: {number}, {title}, {period}, "        \
      "{legal_name}, {total}, {payment}, {payment_date}, {company}, {dispute_url}; in text also "  \
      "{line}, which ends a line",                                                                 \
      "")                                                                                          \
    X(BAD_PAYMENT_FIELD, "what a direct entry file can hold", "")

#define ISSUE_ENUM(code, expected, mend) ISSUE_##code,
enum issue_code { ISSUE_TABLE(ISSUE_ENUM) ISSUE_CODE_COUNT };
#undef ISSUE_ENUM

#endif
