#ifndef IMPORTERS_TEXT_DATE_ORDER_H
#define IMPORTERS_TEXT_DATE_ORDER_H

/* In which order a column writes the parts of its dates. */
enum date_order {
    DATE_ORDER_UNKNOWN,
    DATE_ORDER_DAY_MONTH_YEAR,
    DATE_ORDER_MONTH_DAY_YEAR,
    DATE_ORDER_YEAR_MONTH_DAY,
    DATE_ORDER_COUNT
};

/* As sources.ini says it: "day month year"; "" for the unknown one. */
extern const char *const date_order_words[DATE_ORDER_COUNT + 1];

#endif
