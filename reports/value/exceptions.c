#include "reports/value/exceptions.h"

#include "reports/text.h"
#include "reports/value/build.h"
#include <string.h>

/* ---- one partner's, with the particulars that their codes are about -------------------------- */

static bool is_about_a_case(enum exception_code code)
{
    return code == EXCEPTION_OVER_ALLOCATION || code == EXCEPTION_CASE_UNKNOWN ||
           code == EXCEPTION_CASE_OLDER_THAN_12_MONTHS || code == EXCEPTION_BOOKED_BEFORE_OUTCOME;
}

static const char *partner_detail(struct report_build *build, enum exception_code code,
                                  struct exception_row *row)
{
    const struct hold_facts *hold = &build->facts->hold;
    char text[TEXT_SIZE];
    row->source = report_source(build, build->facts->source);
    switch (code) {
    case EXCEPTION_NO_GLYPH:
        return report_copy(build, hold->no_glyph);
    case EXCEPTION_NO_HOLIDAY_DATA:
        return report_copy(build, hold->no_holiday_data);
    case EXCEPTION_NO_LOCAL_AREA:
        return report_copy(build, hold->no_local_area);
    case EXCEPTION_BAD_ABN:
        return report_copy(build, text_abn(text, build->report->supplier.abn));
    case EXCEPTION_NO_AGREEMENT:
    case EXCEPTION_NOT_REGISTERED:
        return report_format(build, "issue date %s", text_date(text, build->run->issue_date));
    default:
        return "";
    }
}

/* The slot's appointments that were cancelled, or else the live ones, and the line of the first. */
static const char *slot_appointments(struct report_build *build, const struct hour *slot,
                                     bool cancelled, struct exception_row *row)
{
    size_t count = 0;
    for (uint32_t i = slot->found.begin; i < slot->found.end; i++) {
        const struct finding *found = &build->result->found[i];
        if (found->kind < FOUND_CANCELLED || (found->kind == FOUND_CANCELLED) != cancelled) {
            continue;
        }
        const struct appointment *appointment = &build->facts->appointments[found->index];
        if (count == 0) {
            row->source = report_source(build, appointment->source);
        }
        build->ids[count++] = appointment->appointment_id;
    }
    return report_join_ids(build, count, ", ");
}

static const char *slot_detail(struct report_build *build, enum exception_code code, size_t index,
                               struct exception_row *row)
{
    const struct hour *slot = &build->result->slots[index];
    char date[TEXT_SIZE];
    char time[TEXT_SIZE];
    row->subject = report_format(build, "%s %s", text_date(date, slot->date),
                                 text_time(time, slot->start_minute));
    if (code == EXCEPTION_DOUBLE_BOOKED) {
        return slot_appointments(build, slot, false, row);
    }
    if (code == EXCEPTION_CANCELLED_BY_CONSULTANT) {
        return slot_appointments(build, slot, true, row);
    }
    return "";
}

static const char *appointment_detail(struct report_build *build, enum exception_code code,
                                      size_t index, struct exception_row *row)
{
    const struct appointment *appointment = &build->facts->appointments[index];
    struct local_time local = clock_local(&build->facts->clock, appointment->start);
    const char *moment = report_moment(build, local.date, local.minute);
    row->subject = report_copy(build, appointment->appointment_id);
    row->source = report_source(build, appointment->source);
    if (is_about_a_case(code) && appointment->case_id[0] != '\0') {
        return report_format(build, "%s, case %s", moment, appointment->case_id);
    }
    return moment;
}

static const char *holiday_detail(struct report_build *build, size_t index,
                                  struct exception_row *row)
{
    const struct holiday *holiday = &build->facts->holidays[index];
    char date[TEXT_SIZE];
    row->subject = report_copy(build, holiday->name);
    row->source = report_source(build, holiday->source);
    return report_format(build, "%s, %s", text_date_short(date, holiday->date), holiday->area);
}

static const char *block_detail(struct report_build *build, size_t index, struct exception_row *row)
{
    const struct block *block = &build->facts->blocks[index];
    row->subject = report_copy(build, block->block_id);
    row->source = report_source(build, block->source);
    return report_span(build, block->span);
}

static const char *work_detail(struct report_build *build, size_t index, struct exception_row *row)
{
    const struct other_work *work = &build->facts->works[index];
    row->subject = report_copy(build, work->work_id);
    row->source = report_source(build, work->source);
    return report_span(build, work->span);
}

static const char *detail_of(struct report_build *build, const struct exception *exception,
                             struct exception_row *row)
{
    switch (exception->subject) {
    case SUBJECT_SLOT:
        return slot_detail(build, exception->code, exception->index, row);
    case SUBJECT_APPOINTMENT:
        return appointment_detail(build, exception->code, exception->index, row);
    case SUBJECT_HOLIDAY:
        return holiday_detail(build, exception->index, row);
    case SUBJECT_BLOCK:
        return block_detail(build, exception->index, row);
    case SUBJECT_WORK:
        return work_detail(build, exception->index, row);
    default:
        return partner_detail(build, exception->code, row);
    }
}

void report_build_exceptions(struct report_build *build)
{
    size_t count = 0;
    struct exception_row *rows = g_new0(struct exception_row, build->result->exception_count);
    for (size_t i = 0; i < build->result->exception_count; i++) {
        const struct exception *exception = &build->result->exceptions[i];
        if (exception->code == EXCEPTION_BAD_INPUT) {
            continue; /* the run lists each row that was set aside */
        }
        struct exception_row *row = &rows[count++];
        *row = (struct exception_row){.severity = exception_severity(exception->code),
                                      .code = exception_code_name(exception->code),
                                      .partner_id = build->report->supplier.partner_id,
                                      .subject = "",
                                      .source = ""};
        const char *detail = detail_of(build, exception, row);
        const char *text = exception_text(exception->code);
        row->detail = detail;
        row->message = detail[0] == '\0' ? text : report_format(build, "%s (%s)", text, detail);
    }
    build->report->exceptions = rows;
    build->report->exception_count = count;
}

/* ---- those of a run -------------------------------------------------------------------------- */

enum { STRING_BLOCK_BYTES = 65536 };

struct exception_list {
    GArray *rows; /* of struct exception_row */
    GStringChunk *strings;
    size_t severity_counts[SEVERITY_INFO + 1];
};

exception_list *exception_list_new(void)
{
    exception_list *list = g_new0(exception_list, 1);
    list->rows = g_array_new(FALSE, FALSE, sizeof(struct exception_row));
    list->strings = g_string_chunk_new(STRING_BLOCK_BYTES);
    return list;
}

void exception_list_free(exception_list *list)
{
    if (!list) {
        return;
    }
    g_array_free(list->rows, TRUE);
    g_string_chunk_free(list->strings);
    g_free(list);
}

/* Codes, partners and most messages come again and again: each is kept once. */
static const char *keep(exception_list *list, const char *text)
{
    return text[0] == '\0' ? "" : g_string_chunk_insert_const(list->strings, text);
}

static void add_row(exception_list *list, const struct exception_row *row)
{
    struct exception_row kept = {.severity = row->severity,
                                 .code = keep(list, row->code),
                                 .partner_id = keep(list, row->partner_id),
                                 .subject = keep(list, row->subject),
                                 .message = keep(list, row->message),
                                 .detail = keep(list, row->detail),
                                 .source = keep(list, row->source)};
    g_array_append_val(list->rows, kept);
    list->severity_counts[row->severity]++;
}

void exception_list_add(exception_list *list, enum exception_code code, const char *partner_id,
                        const char *subject, const char *detail, const char *source)
{
    const char *text = exception_text(code);
    g_autofree char *message =
        detail[0] == '\0' ? g_strdup(text) : g_strdup_printf("%s (%s)", text, detail);
    struct exception_row row = {.severity = exception_severity(code),
                                .code = exception_code_name(code),
                                .partner_id = partner_id,
                                .subject = subject,
                                .message = message,
                                .detail = detail,
                                .source = source};
    add_row(list, &row);
}

void exception_list_add_report(exception_list *list, const struct partner_report *report)
{
    for (size_t i = 0; i < report->exception_count; i++) {
        add_row(list, &report->exceptions[i]);
    }
}

static int compare_rows(const void *a, const void *b)
{
    const struct exception_row *left = a;
    const struct exception_row *right = b;
    int order = strcmp(severity_name(left->severity), severity_name(right->severity));
    order = order != 0 ? order : strcmp(left->code, right->code);
    order = order != 0 ? order : strcmp(left->partner_id, right->partner_id);
    order = order != 0 ? order : strcmp(left->subject, right->subject);
    order = order != 0 ? order : strcmp(left->message, right->message);
    return order != 0 ? order : strcmp(left->source, right->source);
}

void exception_list_sort(exception_list *list)
{
    g_array_sort(list->rows, compare_rows);
}

size_t exception_list_count(const exception_list *list)
{
    return list->rows->len;
}

size_t exception_list_count_severity(const exception_list *list, enum severity severity)
{
    return list->severity_counts[severity];
}

const struct exception_row *exception_list_row(const exception_list *list, size_t index)
{
    return &g_array_index(list->rows, struct exception_row, index);
}
