#ifndef IMPORTERS_TEXT_INSTANT_H
#define IMPORTERS_TEXT_INSTANT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/core/clock.h"
#include "importers/text/issue_codes.h"
#include "importers/text/written.h"

/* Text to days, times of day and instants, as formats.md section 1 writes them, and in any other way that
 * means one thing only (written.h). The rest is refused with what it would be if written properly. */

/* Why a text was refused. NULL texts stand for those of the code's table row. */
struct text_problem {
    enum issue_code code;
    const char *expected; /* static */
    char mend[160];       /* "" where there is none */
};

/* An instant as it is written, not yet placed in a zone. */
struct instant_text {
    struct local_time local;
    int32_t second; /* 0..59 */
    bool exact;     /* it has Z or an offset */
    int32_t offset_minutes;
};

/* All return false and fill *problem where the text is refused; outputs are then untouched. */

/* YYYY-MM-DD, or midnight of that day. */
bool instant_day_parse(const char *text, day *ret_date, struct text_problem *problem);
/* hh:mm, 00:00 to 23:59, and 24:00 (1440) where `end` is true. */
bool instant_minute_parse(const char *text, bool end, int32_t *ret_minute,
                          struct text_problem *problem);
/* YYYY-MM-DDThh:mm[:ss] with Z, ±hh:mm or nothing; a space may stand for the T. */
bool instant_text_parse(const char *text, struct instant_text *ret_text,
                        struct text_problem *problem);

/* Places a parsed instant. A local time is taken in `clock`, that of `timezone` (its name is for
 * messages). One that happens twice is the first and sets *ret_ambiguous to true (it is left alone
 * otherwise); one that does not exist is refused (NO_SUCH_LOCAL_TIME). */
bool instant_place(const struct instant_text *text, const struct clock *clock, const char *timezone,
                   stamp *ret_at, bool *ret_ambiguous, struct text_problem *problem);

/* Arguments of the command line. G_OPTION_ERROR_BAD_VALUE where one is refused: what is wrong with
 * it, after `name` where that is not NULL. */

/* --as-at: text with Z or an offset, or local to `timezone` where that is not NULL. */
bool instant_parse_argument(const char *name, const char *text, const char *timezone, stamp *ret_at,
                            GError **error);
/* --issue-date, --date: YYYY-MM-DD. */
bool instant_day_parse_argument(const char *name, const char *text, day *ret_date, GError **error);
/* --start: hh:mm. */
bool instant_minute_parse_argument(const char *name, const char *text, int32_t *ret_minute,
                                   GError **error);
/* PERIOD: YYYY-MM. */
bool instant_period_parse_argument(const char *name, const char *text, struct period *ret_period,
                                   GError **error);

#endif
