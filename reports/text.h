#ifndef REPORTS_TEXT_H
#define REPORTS_TEXT_H

#include <glib.h>
#include <stdio.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"

/* Cents, hours and dates as text; the first of these return `buffer`. */
enum { TEXT_SIZE = 40 };
/* A buffer for one text that is used in this block only. */
#define TEXT_ROOM ((char[TEXT_SIZE]){0})

char *text_number(char buffer[TEXT_SIZE], int64_t number);       /* -1440 */
char *text_money(char buffer[TEXT_SIZE], money amount);          /* 4050.00, -12.30 */
char *text_dollars(char buffer[TEXT_SIZE], money amount);        /* $4,050.00, -$12.30 */
char *text_amount(char buffer[TEXT_SIZE], money amount);         /* 4,050.00, -12.30: below a
                                                                  * heading */
char *text_rate(char buffer[TEXT_SIZE], hourly_rate rate);       /* 150.00 */
char *text_hours(char buffer[TEXT_SIZE], int64_t minutes);       /* 27 h, 7 h 40 min, -40 min */
char *text_hours_words(char buffer[TEXT_SIZE], int64_t minutes); /* 1 hour, 7 hours 40 min, 40 min:
                                                                  * in a sentence, without sign */
char *text_date(char buffer[TEXT_SIZE], day date);               /* 2026-09-01 */
char *text_date_words(char buffer[TEXT_SIZE], day date);         /* 1 September 2026 */
char *text_day_month(char buffer[TEXT_SIZE], day date);          /* 1 September */
char *text_date_short(char buffer[TEXT_SIZE], day date);         /* Tue 1 Sep */
char *text_date_numeric(char buffer[TEXT_SIZE], day date);       /* 01/09/2026 */
char *text_month_words(char buffer[TEXT_SIZE], struct period period); /* September 2026 */
char *text_period(char buffer[TEXT_SIZE], struct period period);      /* 2026-09 */
char *text_time(char buffer[TEXT_SIZE], int32_t minute);              /* 09:00; 1440 is 24:00 */
char *text_stamp(char buffer[TEXT_SIZE], stamp at);                   /* 2026-10-12T09:00:00Z */
char *text_place(char buffer[TEXT_SIZE], const char *timezone); /* Sydney, of Australia/Sydney */
char *text_abn(char buffer[TEXT_SIZE], const char *abn); /* 51 824 753 556; other text as is */
char *text_masked(char buffer[TEXT_SIZE], const char *digits); /* all but the last three as x */
const char *text_weekday(weekday of);                          /* Tuesday */

/* The order of texts as bytes, for qsort and g_ptr_array_sort. */
int text_order(const void *a, const void *b);

/* A CSV value that is text: in quotation marks only where RFC 4180 or spaces at an end ask for it; before
 * one that begins with = + - @, a tab or a CR, which a spreadsheet would take for a formula, stands an
 * apostrophe. Not for numbers. */
void text_append_csv(GString *row, const char *text);
/* The same without the apostrophe: for what a program reads. */
void text_append_csv_exact(GString *row, const char *text);
/* Writes JSON as `format` has it, with ' for the quotation marks of names:
 *     text_put_json(file, "{'period': %s, 'batch': %" PRId64 ", 'open': %i}", period, batch, is_open);
 * %s is a string, quoted (NULL: null), and %i a truth; %d %u %zu and PRId64 are numbers. */
void text_put_json(FILE *file, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
