#include <stdint.h>
#include <string.h>

#include "engine/core/money.h"
#include "importers/text/instant.h"

/* Any lines as the values of a column of dates: no crash, and what is read in an order is the same day and
 * time as the format writes it; where the column has an order, all its days exist in it. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is written anew is read as the same by the importers, and needs no order any more. */
static void rewrite_try(const char *text, enum date_order order)
{
    char first[WRITTEN_SIZE] = "";
    char again[WRITTEN_SIZE] = "";
    struct written written;
    struct instant_text instant;
    struct text_problem problem;
    day date;
    if (!written_rewrite(text, order, first)) {
        return;
    }
    CHECK(memchr(first, '\0', sizeof first) && written_read(text, order, &written));
    CHECK(strchr(first, 'T') ? instant_text_parse(first, &instant, &problem)
                             : instant_day_parse(first, &date, &problem));
    CHECK(!strchr(first, 'T') ||
          (instant.local.minute == written.minute && instant.second == written.second &&
           instant.offset_minutes == written.offset_minutes));
    CHECK(!written.by_order ||
          (order != DATE_ORDER_UNKNOWN && !instant_text_parse(text, &instant, &problem) &&
           !instant_day_parse(text, &date, &problem)));
    /* What goes back by an offset may be a span of hours, once it is no machine's writing. */
    CHECK(written.offset_minutes < 0 ||
          (written_rewrite(first, DATE_ORDER_UNKNOWN, again) && strcmp(first, again) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) values = g_strsplit(text, "\n", -1);
    struct date_evidence evidence = {.count = 0};
    for (uint32_t i = 0; values[i]; i++) {
        for (int order = DATE_ORDER_UNKNOWN; order < DATE_ORDER_COUNT; order++) {
            rewrite_try(values[i], (enum date_order)order);
        }
        date_evidence_add(&evidence, values[i], i + 1);
    }
    const enum date_order decided = date_evidence_order(&evidence);
    for (uint32_t i = 0; values[i] && decided != DATE_ORDER_UNKNOWN; i++) {
        struct date_evidence one = {.count = 0};
        struct written written;
        date_evidence_add(&one, values[i], i + 1);
        CHECK(one.count == 0 ||
              (written_read(values[i], decided, &written) && written_day_exists(&written)));
    }
    g_autofree char *told =
        date_evidence_text(&evidence, DATE_ORDER_UNKNOWN, "date_order", "fuzz.csv");
    CHECK(strlen(told) > 0);
    return 0;
}
