#include "engine/run/late_facts.h"

#include <string.h>

#include "engine/store/facts/changes.h"
#include "importers/input.h"
#include "importers/text/zone.h"
#include "reports/text.h"

static bool oldest_corrected(const struct late_facts_question *question, struct period *ret_period)
{
    int32_t months = question->retro_months;
    *ret_period = period_add_months(question->period, -months);
    for (guint i = 0; i < question->issued->len; i++) {
        struct period issued = g_array_index(question->issued, struct period, i);
        if (day_compare(issued.first, ret_period->first) < 0) {
            return true;
        }
    }
    return false; /* nothing that was issued is too old */
}

/* The batch of the newest issue: what came after it is late, and told of once. */
static bool last_issue_batch(const struct late_facts_question *question, int64_t *ret_batch,
                             GError **error)
{
    g_autoptr(GArray) heads = g_array_new(FALSE, TRUE, sizeof(struct issue_head));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!store_issues_load(question->store, NULL, heads, strings, error)) {
        return false;
    }
    *ret_batch = 0;
    for (guint i = 0; i < heads->len; i++) {
        const struct issue_head *head = &g_array_index(heads, struct issue_head, i);
        if (head->seq < question->before_seq) {
            *ret_batch = head->batch;
        }
    }
    return true;
}

/* The issued, too old period that the fact is about; false where it is about none. */
static bool late_period(const struct late_facts_question *question,
                        const struct store_late_fact *fact, struct period oldest,
                        struct period *ret_period)
{
    const char *zone = fact->timezone[0] != '\0' ? fact->timezone : "Australia/Sydney";
    struct local_time local = {fact->period.first, 0};
    if (!fact->of_period) {
        local = clock_local(zone_clock(zone), fact->start);
    }
    for (guint i = 0; i < question->issued->len; i++) {
        struct period issued = g_array_index(question->issued, struct period, i);
        if (day_compare(issued.first, oldest.first) < 0 && period_has(issued, local.date)) {
            *ret_period = issued;
            return true;
        }
    }
    return false;
}

/* One for each partner and period, with the first fact and how many more there are. */
struct late_telling {
    const struct store_late_fact *first;
    struct period period;
    size_t count;
};

static void late_tell(exception_list *list, const struct late_telling *telling)
{
    if (telling->count == 0) {
        return;
    }
    char period[TEXT_SIZE];
    const struct store_late_fact *fact = telling->first;
    const char *file = input_file_name(fact->file);
    g_autofree char *more =
        telling->count > 1 ? g_strdup_printf(" and %zu more", telling->count - 1) : g_strdup("");
    g_autofree char *detail =
        g_strdup_printf("%s%s%s%s", fact->id, fact->id[0] ? " in " : "", file, more);
    g_autofree char *source =
        fact->line > 0
            ? g_strdup_printf("%s:%u (batch %" G_GINT64_FORMAT ")", file, fact->line, fact->batch)
            : g_strdup_printf("%s (batch %" G_GINT64_FORMAT ")", file, fact->batch);
    exception_list_add(list, EXCEPTION_BEYOND_RETRO, fact->partner_id,
                       text_period(period, telling->period), detail, source);
}

static bool asked_for(const struct late_facts_question *question, const char *partner_id)
{
    return !question->only_partner || strcmp(question->only_partner, partner_id) == 0;
}

static struct late_telling *telling_find(GArray *tellings, const char *partner_id,
                                         struct period period)
{
    for (guint i = tellings->len; i > 0; i--) {
        struct late_telling *telling = &g_array_index(tellings, struct late_telling, i - 1);
        if (strcmp(telling->first->partner_id, partner_id) != 0) {
            break; /* facts are by partner */
        }
        if (day_compare(telling->period.first, period.first) == 0) {
            return telling;
        }
    }
    return NULL;
}

bool late_facts_tell(const struct late_facts_question *question, exception_list *list,
                     GError **error)
{
    struct period oldest;
    int64_t issued_batch = 0;
    if (!oldest_corrected(question, &oldest)) {
        return true;
    }
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(struct store_late_fact));
    g_autoptr(GArray) tellings = g_array_new(FALSE, TRUE, sizeof(struct late_telling));
    g_autoptr(GStringChunk) strings = g_string_chunk_new(1024);
    if (!last_issue_batch(question, &issued_batch, error) ||
        !store_late_facts_load(question->store, oldest, issued_batch, question->batch, facts,
                               strings, error)) {
        return false;
    }
    for (guint i = 0; i < facts->len; i++) {
        const struct store_late_fact *fact = &g_array_index(facts, struct store_late_fact, i);
        struct late_telling telling = {.first = fact, .count = 1};
        if (!asked_for(question, fact->partner_id) ||
            !late_period(question, fact, oldest, &telling.period)) {
            continue;
        }
        struct late_telling *known = telling_find(tellings, fact->partner_id, telling.period);
        if (known) {
            known->count++;
        } else {
            g_array_append_val(tellings, telling);
        }
    }
    for (guint i = 0; i < tellings->len; i++) {
        late_tell(list, &g_array_index(tellings, struct late_telling, i));
    }
    return true;
}
