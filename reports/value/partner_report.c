#include "reports/value/partner_report.h"

#include <stdarg.h>
#include <string.h>

#include "reports/text.h"
#include "reports/value/adjustment_report.h"
#include "reports/value/report_build.h"

enum { STRING_BLOCK_BYTES = 8192 };

const char *report_copy(struct report_build *build, const char *text)
{
    return text && text[0] != '\0' ? g_string_chunk_insert(build->report->strings, text) : "";
}

const char *report_format(struct report_build *build, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return report_copy(build, text);
}

const char *report_join_ids(struct report_build *build, size_t count, const char *separator)
{
    if (count <= 1) {
        return count == 0 ? "" : report_copy(build, build->ids[0]);
    }
    g_autoptr(GString) joined = g_string_new(build->ids[0]);
    for (size_t i = 1; i < count; i++) {
        g_string_append(joined, separator);
        g_string_append(joined, build->ids[i]);
    }
    return report_copy(build, joined->str);
}

const char *report_source(struct report_build *build, struct fact_source source)
{
    if (!source.file || source.file[0] == '\0') {
        return "";
    }
    if (source.earlier_batch != 0) {
        return report_format(build, "%s:%u (batch %" G_GINT64_FORMAT ")", source.file, source.line,
                             source.earlier_batch);
    }
    return report_format(build, "%s:%u", source.file, source.line);
}

const char *report_moment(struct report_build *build, day date, int32_t minute)
{
    char date_text[TEXT_SIZE];
    char time[TEXT_SIZE];
    return report_format(build, "%s %s", text_date_short(date_text, date), text_time(time, minute));
}

const char *report_span(struct report_build *build, struct interval span)
{
    const struct clock *clock = &build->facts->clock;
    struct local_time from = clock_local(clock, span.start);
    struct local_time to = clock_local(clock, span.end);
    char time[TEXT_SIZE];
    if (to.minute == 0 && day_compare(to.date, day_add(from.date, 1)) == 0) {
        to = (struct local_time){from.date, MINUTES_PER_DAY};
    }
    const char *end = day_compare(from.date, to.date) == 0
                          ? text_time(time, to.minute)
                          : report_moment(build, to.date, to.minute);
    /* Where the clock was changed in it, its times say another length than it has. */
    const int32_t length = (int32_t)(span.end.utc_minutes - span.start.utc_minutes);
    const int32_t days = to.date.number - from.date.number;
    const int32_t shown = days * MINUTES_PER_DAY + to.minute - from.minute;
    const char *change = shown == length
                             ? ""
                             : report_format(build, " (%d min: the clock went %s)", (int)length,
                                             shown > length ? "forward" : "back");
    return report_format(build, "%s-%s%s", report_moment(build, from.date, from.minute), end,
                         change);
}

const char *report_work(struct report_build *build, const struct other_work *work)
{
    static const char *const streams[STREAM_COUNT] = {"rapid response", "onsite", "other"};
    return report_format(build, "%s %s", streams[work->stream], work->work_id);
}

struct report_deadline report_deadline_of(const struct report_build *build,
                                          const struct appointment *appointment)
{
    const struct policy *policy = &build->run->policy;
    stamp deadline = month_completion_deadline(build->facts, policy, appointment);
    struct local_time local = clock_local(&build->facts->clock, stamp_minute(deadline));
    if (policy->completion_basis == COMPLETION_HOURS) {
        return (struct report_deadline){local.date, local.minute};
    }
    /* The first instant that is too late: the day before it is the last in time. */
    return (struct report_deadline){day_add(local.date, -1), -1};
}

const char *report_deadline_text(struct report_build *build, struct report_deadline deadline)
{
    char date_text[TEXT_SIZE];
    char time[TEXT_SIZE];
    const char *date_only = strchr(text_date_short(date_text, deadline.date), ' ') + 1;
    if (deadline.minute < 0) {
        return report_copy(build, date_only);
    }
    return report_format(build, "%s %s", date_only, text_time(time, deadline.minute));
}

const char *report_evidence(struct report_build *build, struct finding_range found)
{
    size_t count = month_evidence(build->facts, build->result, found, build->ids);
    return report_join_ids(build, count, ";");
}

const struct finding *report_found(const struct report_build *build, struct finding_range found,
                                   enum found_kind kind, uint32_t *index)
{
    while (*index < found.end) {
        const struct finding *finding = &build->result->found[(*index)++];
        if (finding->kind == kind) {
            return finding;
        }
    }
    return NULL;
}

const struct appointment *report_found_appointment(const struct report_build *build,
                                                   struct finding_range found, enum found_kind kind,
                                                   uint32_t *index)
{
    const struct finding *finding = report_found(build, found, kind, index);
    return finding ? &build->facts->appointments[finding->index] : NULL;
}

static struct supplier copy_supplier(struct report_build *build, const struct supplier *supplier)
{
    return (struct supplier){
        .partner_id = report_copy(build, supplier->partner_id),
        .legal_name = report_copy(build, supplier->legal_name),
        .trading_name = report_copy(build, supplier->trading_name),
        .abn = report_copy(build, supplier->abn),
        .address_line_1 = report_copy(build, supplier->address_line_1),
        .address_line_2 = report_copy(build, supplier->address_line_2),
        .suburb = report_copy(build, supplier->suburb),
        .state = report_copy(build, supplier->state),
        .postcode = report_copy(build, supplier->postcode),
        .email = report_copy(build, supplier->email),
        .agreement_ref = report_copy(build, supplier->agreement_ref),
        .bsb = report_copy(build, supplier->bsb),
        .account_number = report_copy(build, supplier->account_number),
        .account_name = report_copy(build, supplier->account_name),
    };
}

struct partner_report *partner_report_new(const struct report_run *run,
                                          const struct supplier *supplier,
                                          const struct partner_facts *facts,
                                          const struct month_result *result)
{
    struct partner_report *report = g_new0(struct partner_report, 1);
    report->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    struct report_build build = {
        .run = run,
        .facts = facts,
        .result = result,
        .report = report,
        .ids = g_new(const char *, result->found_count + 1),
    };
    report->supplier = copy_supplier(&build, supplier);
    report_build_rows(&build);
    report_build_exceptions(&build);
    report_build_register(&build);
    report_build_not_paid(&build);
    report_build_pending(&build);
    report_build_counts(&build);
    report_build_holidays(&build);
    report_build_hash(&build);
    report->replaces = "";
    partner_report_close(report);
    g_free(build.ids);
    return report;
}

void partner_report_free(struct partner_report *report)
{
    if (!report) {
        return;
    }
    g_free((void *)report->lines);
    g_free((void *)report->slots);
    g_free((void *)report->adhoc);
    g_free((void *)report->adhoc_became);
    g_free((void *)report->unscheduled);
    g_free((void *)report->not_paid);
    g_free((void *)report->pending);
    g_free((void *)report->counts);
    g_free((void *)report->exceptions);
    g_free((void *)report->holidays);
    g_free((void *)report->holiday_slots);
    for (size_t i = 0; i < report->adjustment_count; i++) {
        adjustment_report_free((struct adjustment_report *)report->adjustments[i]);
    }
    g_free((void *)report->adjustments);
    for (size_t i = 0; i < report->late_count; i++) {
        partner_report_free((struct partner_report *)report->late[i].report);
    }
    g_free((void *)report->late);
    g_free((void *)report->replaced_lines);
    g_string_chunk_free(report->strings);
    g_free(report);
}
