#include "engine/run/standing/outside.h"

#include "reports/text.h"

static void exception_add(exception_list *list, enum exception_code code, const char *partner_id,
                          const char *subject, const char *detail, const struct fact_source *source)
{
    g_autofree char *place = g_strdup_printf("%s:%u", source->file, source->line);
    exception_list_add(list, code, partner_id, subject, detail, place);
}

/* S1: told even where the month's own dates are the same ones, for those of other months are not. */
static void reanchored_add(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->reanchored->len; i++) {
        const struct store_reanchored *found =
            &g_array_index(setup->reanchored, struct store_reanchored, i);
        const struct schedule_row *row = &found->row;
        struct schedule_row before = *row;
        before.effective.from = found->before;
        int32_t dates = 0;
        int32_t same = 0;
        for (day date = setup->run.period.first; period_has(setup->run.period, date);
             date = day_add(date, 1)) {
            dates += schedule_row_counts(row, date);
            same += schedule_row_counts(row, date) && schedule_row_counts(&before, date);
        }
        char hour[TEXT_SIZE];
        char was[TEXT_SIZE];
        char is[TEXT_SIZE];
        g_autofree char *subject = g_strdup_printf("%.3s %s", text_weekday(row->weekday),
                                                   text_time(hour, row->start_minute));
        g_autofree char *detail = g_strdup_printf(
            "every %d weeks from %s, which was %s; %d of its %d dates this month would be the same",
            row->every, text_date(is, row->effective.from), text_date(was, found->before), same,
            dates);
        exception_add(list, EXCEPTION_EVERY_REANCHORED, row->partner_id, subject, detail,
                      &row->source);
    }
}

void outside_tell(const struct month_setup *setup, exception_list *list)
{
    for (guint i = 0; i < setup->held->len; i++) {
        const struct held_row *row = &g_array_index(setup->held, struct held_row, i);
        g_auto(GStrv) parts =
            g_strsplit(row->error_line, ":", 3); /* "appointments.csv:14:start: …" */
        exception_add(
            list, row->file == INPUT_DECISIONS ? EXCEPTION_DECISION_REFUSED : EXCEPTION_BAD_INPUT,
            row->partner_id, words_input_file[row->file], row->error_line,
            &(struct fact_source){parts[0], row->source.line, 0});
    }
    reanchored_add(setup, list);
    for (guint i = 0; i < setup->rejected->len; i++) {
        const struct extra_request *request =
            &g_array_index(setup->rejected, struct extra_request, i);
        g_autofree char *detail = g_strdup_printf("%d sessions, at most %d", request->sessions,
                                                  setup->run.policy.extra_sessions_max);
        exception_add(list, EXCEPTION_EXTRA_SESSIONS_REJECTED, "", request->request_id, detail,
                      &request->source);
    }
    for (guint i = 0; i < setup->sources->len; i++) {
        const struct store_source *source = &g_array_index(setup->sources, struct store_source, i);
        if (source->in_force && source->unused_columns[0]) {
            exception_add(list, EXCEPTION_UNUSED_COLUMNS, "", words_input_file[source->file],
                          source->unused_columns, &(struct fact_source){source->name, 1, 0});
        }
    }
}
