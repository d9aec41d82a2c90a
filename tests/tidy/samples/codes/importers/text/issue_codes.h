#define ISSUE_TABLE(X)                                                                             \
    /* files */                                                                                    \
    X(CASE_UNKNOWN, "a known case", "add it")                                                      \
    /* values */                                                                                   \
    X(BAD_DATE, "YYYY-MM-DD", "")
