#ifndef IMPORTERS_TEXT_WRITTEN_H
#define IMPORTERS_TEXT_WRITTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/core/clock.h"
#include "importers/text/date_order.h"

/* Dates and times as people and programs write them (exports.md section 2). What can mean one thing only
 * is read. A date of numbers alone, 10/5/2026, is read in the order that its column has: which one that
 * is, all its values tell together, never one of them. */

/* Dates lie within these years. */
enum { INSTANT_YEAR_MIN = 1970, INSTANT_YEAR_MAX = 2099 };

/* January to December, Monday to Sunday. */
extern const char *const written_month_names[12];
extern const char *const written_weekday_names[7];

struct written {
    struct civil civil; /* of a form that fits: whether there is such a day is another question */
    int32_t weekday;    /* that is named with it, 0 for Monday; -1: none is */
    bool by_order;      /* its date is numbers alone, read in the order that was asked for */
    bool has_time;
    int32_t minute; /* of the day, up to 24:00 */
    int32_t second;
    bool exact; /* it has an offset */
    int32_t offset_minutes;
    bool doubtful; /* likely, to be asked for and not to be taken: 9.30, 1330 */
};

/* A date, and a time where one follows it. */
bool written_read(const char *text, enum date_order order, struct written *ret_written);
/* A time alone: minute, second and doubtful. */
bool written_time_read(const char *text, struct written *ret_written);
/* Whether there is such a day in those years. */
bool written_civil_exists(struct civil civil);
/* The same, and it is the weekday that is named with it. */
bool written_day_exists(const struct written *written);

/* The text of a date, or a date and a time, in that order, as formats.md section 1 writes it; false where
 * it cannot be read so for certain. */
enum { WRITTEN_SIZE = 40 };
/* A day in that form, and the time, second and offset of `written` where that is not NULL. */
void written_put(char ret_text[WRITTEN_SIZE], day date, const struct written *written);
bool written_rewrite(const char *text, enum date_order order, char ret_text[WRITTEN_SIZE]);

/* ---- the order of a column ------------------------------------------------------------------------ */

/* What the values of one column that are dates of numbers alone say of their order. Zero it before. */
enum { WRITTEN_LINES = 3 };
struct date_evidence {
    uint32_t count;
    char like[WRITTEN_SIZE]; /* the first of them */
    struct {
        uint32_t count;
        uint32_t lines[WRITTEN_LINES]; /* the first */
    } fitting[1
              << DATE_ORDER_COUNT]; /* by the set of orders, as bits, in which such a day exists */
};
void date_evidence_add(struct date_evidence *evidence, const char *text, uint32_t line);
/* Whether there is any order in which all of them exist. */
bool date_evidence_fits(const struct date_evidence *evidence);
/* The one order in which all of them exist; unknown where that is none or more than one. */
enum date_order date_evidence_order(const struct date_evidence *evidence);
/* "557 values like 10/5/2026; 212 fit only month day year: date_order = month day year"; or that both
 * orders fit, or none, and which rows say so. said: the order that sources.ini has for the column, which
 * these do not fit (unknown: it has none); key: "date_order", or that of the column; file: whose section of
 * sources.ini has it. The caller frees. */
char *date_evidence_text(const struct date_evidence *evidence, enum date_order said,
                         const char *key, const char *file);

#endif
