#include "reports/tables/tables_csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/quoted.h"
#include "reports/text.h"
#include "reports/value/partner_report.h"

enum table {
    TABLE_REGISTER,
    TABLE_LINES,
    TABLE_SLOTS,
    TABLE_ADHOC,
    TABLE_UNSCHEDULED,
    TABLE_ADJUSTMENTS,
    TABLE_EXCEPTIONS,
    TABLE_COUNT
};

struct table_form {
    const char *file_name;
    const char *headings;
};

static const struct table_form forms[TABLE_COUNT] = {
    {"register.csv",
     "period,partner_id,status,document,number,slots,holiday_slots,blocked_slots,dst_gap_slots,"
     "other_stream_minutes,penalty_minutes,partner_minutes,partner_amount,adhoc_minutes,"
     "adhoc_amount,subtotal,gst,total,adjustments_total,payment,reasons"},
    {"lines.csv", "partner_id,kind,hourly_rate,taxable,minutes,amount,gst,total"},
    {"slots.csv", "partner_id,date,start,outcome,rule,paid_minutes,penalty_minutes,hourly_rate,"
                  "evidence,notes"},
    {"adhoc.csv", "partner_id,appointment_id,date,start,outcome,rule,paid_minutes,hourly_rate,"
                  "evidence,notes"},
    {"unscheduled.csv", "partner_id,appointment_id,date,start,outcome,rule,reason"},
    {"adjustments.csv", "partner_id,period,number,kind,hourly_rate,taxable,minutes,amount,gst,"
                        "reason"},
    {"exceptions.csv", "severity,code,partner_id,subject,message,source"},
};

enum { PENDING_BYTES = 1 << 16 };

/* A file, and the rows that are not written to it yet. */
struct table_file {
    FILE *file;
    GString *pending;
};

struct tables_csv {
    char *directory;
    char period[TEXT_SIZE];
    struct table_file files[TABLE_COUNT];
};

/* ---- cells --------------------------------------------------------------------------------- */

/* A cell and the comma before it. */
static void cell(GString *row, const char *text)
{
    g_string_append_c(row, ',');
    quoted_append_csv(row, text);
}

/* The same of what never needs quotes: numbers, dates, codes. */
static void cell_plain(GString *row, const char *text)
{
    g_string_append_c(row, ',');
    g_string_append(row, text);
}

static void cell_number(GString *row, int64_t number)
{
    char text[TEXT_SIZE];
    cell_plain(row, text_number(text, number));
}

static void cell_money(GString *row, money amount, bool blank)
{
    char text[TEXT_SIZE];
    cell_plain(row, blank ? "" : text_money(text, amount));
}

static void cell_rate(GString *row, struct rate_in_effect rate)
{
    char text[TEXT_SIZE];
    cell_plain(row, rate.found ? text_rate(text, rate.rate) : "");
}

static void cell_date_and_start(GString *row, day date, int32_t start_minute)
{
    char text[TEXT_SIZE];
    cell_plain(row, text_date(text, date));
    cell_plain(row, text_time(text, start_minute));
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void write_register(const struct tables_csv *tables, const struct partner_report *report)
{
    GString *out = tables->files[TABLE_REGISTER].pending;
    const struct register_row *row = &report->row;
    const struct totals *totals = &row->totals;
    bool blank = row->amounts_blank;
    quoted_append_csv(out, tables->period);
    cell(out, report->supplier.partner_id);
    cell(out, row->status);
    cell(out, row->document);
    cell(out, row->number);
    cell_number(out, totals->slots);
    cell_number(out, totals->holiday_slots);
    cell_number(out, totals->blocked_slots);
    cell_number(out, totals->dst_gap_slots);
    cell_number(out, totals->other_stream_minutes.minutes);
    cell_number(out, totals->penalty_minutes.minutes);
    cell_number(out, totals->partner_minutes.minutes);
    cell_money(out, totals->partner_amount, blank);
    cell_number(out, totals->adhoc_minutes.minutes);
    cell_money(out, totals->adhoc_amount, blank);
    cell_money(out, totals->subtotal, blank);
    cell_money(out, totals->gst, blank);
    cell_money(out, totals->total, blank);
    cell_money(out, row->adjustments_total, blank);
    cell_money(out, row->payment, blank);
    cell(out, row->reasons);
    g_string_append_c(out, '\n');
}

static void write_lines(GString *out, const struct partner_report *report)
{
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line *line = &report->lines[i];
        quoted_append_csv(out, report->supplier.partner_id);
        cell(out, line->kind == RATE_PARTNER ? "partner" : "adhoc");
        cell_rate(out, (struct rate_in_effect){true, line->hourly_rate});
        cell(out, line->taxable ? "yes" : "no");
        cell_number(out, line->minutes.minutes);
        cell_money(out, line->amount, false);
        cell_money(out, line->gst, false);
        cell_money(out, line_total(line), false);
        g_string_append_c(out, '\n');
    }
}

static void write_slots(GString *out, const struct partner_report *report)
{
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct hour *slot = &report->slots[i];
        quoted_append_csv(out, report->supplier.partner_id);
        cell_date_and_start(out, slot->date, slot->start_minute);
        cell_plain(out, outcome_code(slot->outcome));
        cell_plain(out, rule_code(slot->rule));
        cell_number(out, slot->paid_minutes.minutes);
        cell_number(out, slot->penalty_minutes.minutes);
        cell_rate(out, slot->hourly_rate);
        cell(out, slot->evidence);
        cell(out, hour_notes(slot));
        g_string_append_c(out, '\n');
    }
}

static int compare_adhoc(const void *a, const void *b)
{
    const struct booking *left = *(const struct booking *const *)a;
    const struct booking *right = *(const struct booking *const *)b;
    return strcmp(left->appointment_id, right->appointment_id);
}

static void write_adhoc(GString *out, const struct partner_report *report)
{
    g_autofree const struct booking **order =
        g_new(const struct booking *, report->adhoc_count + 1);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        order[i] = &report->adhoc[i];
    }
    qsort(order, report->adhoc_count, sizeof(const struct booking *), compare_adhoc);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct booking *booking = order[i];
        quoted_append_csv(out, report->supplier.partner_id);
        cell(out, booking->appointment_id);
        cell_date_and_start(out, booking->date, booking->start_minute);
        cell_plain(out, outcome_code(booking->outcome));
        cell_plain(out, rule_code(booking->rule));
        cell_number(out, booking->paid_minutes.minutes);
        cell_rate(out, booking->hourly_rate);
        cell(out, booking->evidence);
        cell(out, booking_notes(booking));
        g_string_append_c(out, '\n');
    }
}

static int compare_unscheduled(const void *a, const void *b)
{
    const struct unscheduled *left = *(const struct unscheduled *const *)a;
    const struct unscheduled *right = *(const struct unscheduled *const *)b;
    return strcmp(left->appointment_id, right->appointment_id);
}

static void write_unscheduled(GString *out, const struct partner_report *report)
{
    g_autofree const struct unscheduled **order =
        g_new(const struct unscheduled *, report->unscheduled_count + 1);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        order[i] = &report->unscheduled[i];
    }
    qsort(order, report->unscheduled_count, sizeof(const struct unscheduled *),
          compare_unscheduled);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        quoted_append_csv(out, report->supplier.partner_id);
        cell(out, order[i]->appointment_id);
        cell_date_and_start(out, order[i]->date, order[i]->start_minute);
        cell_plain(out, outcome_code(OUTCOME_UNSCHEDULED));
        cell_plain(out, rule_code(outcome_rule(OUTCOME_UNSCHEDULED)));
        cell(out, unscheduled_reason(order[i]));
        g_string_append_c(out, '\n');
    }
}

static void write_adjustment_line(GString *out, const struct adjustment_line_row *line)
{
    cell(out, line->kind == RATE_PARTNER ? "partner" : "adhoc");
    cell_rate(out, (struct rate_in_effect){true, line->hourly_rate});
    cell(out, line->taxable ? "yes" : "no");
    cell_number(out, line->minutes.minutes);
    cell_money(out, line->amount, false);
    cell_money(out, line->gst, false);
    cell(out, line->reason);
    g_string_append_c(out, '\n');
}

static void write_adjustment(GString *out, const struct partner_report *report,
                             const struct adjustment_report *adjustment)
{
    for (size_t i = 0; i < adjustment->line_count; i++) {
        quoted_append_csv(out, report->supplier.partner_id);
        cell_plain(out, adjustment->period_text);
        cell(out, adjustment->number);
        write_adjustment_line(out, &adjustment->lines[i]);
    }
}

/* The lines of a voided document that nothing takes the place of, taken back. */
static void write_taken_back(GString *out, const struct late_report *late)
{
    const struct partner_report *month = late->report;
    g_autofree char *reason = g_strdup_printf("%s is void and nothing is due", month->replaces);
    for (size_t i = 0; i < month->replaced_line_count; i++) {
        const struct line *line = &month->replaced_lines[i];
        const struct adjustment_line_row row = {.kind = line->kind,
                                                .hourly_rate = line->hourly_rate,
                                                .taxable = line->taxable,
                                                .minutes = {-line->minutes.minutes},
                                                .amount = {-line->amount.cents},
                                                .gst = {-line->gst.cents},
                                                .reason = reason};
        quoted_append_csv(out, month->supplier.partner_id);
        cell_plain(out, late->run->period_text);
        cell(out, month->replaces);
        write_adjustment_line(out, &row);
    }
}

/* The lines of a document that the period never had, or that takes a voided one's place. */
static void write_late(GString *out, const struct partner_report *report,
                       const struct late_report *late)
{
    const struct partner_report *month = late->report;
    g_autofree char *reason =
        month->replaces[0] == '\0'
            ? g_strdup_printf("late %s of %s", month->row.document, late->run->period_text)
            : g_strdup_printf("in place of %s, which is void", month->replaces);
    for (size_t i = 0; i < month->line_count; i++) {
        const struct line *line = &month->lines[i];
        const struct adjustment_line_row row = {.kind = line->kind,
                                                .hourly_rate = line->hourly_rate,
                                                .taxable = line->taxable,
                                                .minutes = line->minutes,
                                                .amount = line->amount,
                                                .gst = line->gst,
                                                .reason = reason};
        quoted_append_csv(out, report->supplier.partner_id);
        cell_plain(out, late->run->period_text);
        cell(out, month->row.number);
        write_adjustment_line(out, &row);
    }
    write_taken_back(out, late);
}

/* Both by period; a period has one or the other. */
static void write_adjustments(GString *out, const struct partner_report *report)
{
    size_t late = 0;
    for (size_t i = 0; i <= report->adjustment_count; i++) {
        const struct adjustment_report *next =
            i < report->adjustment_count ? report->adjustments[i] : NULL;
        while (
            late < report->late_count &&
            (!next || day_compare(report->late[late].run->period.first, next->period.first) < 0)) {
            write_late(out, report, &report->late[late++]);
        }
        if (next) {
            write_adjustment(out, report, next);
        }
    }
}

static void write_exceptions(GString *out, const exception_list *exceptions)
{
    for (size_t i = 0; i < exception_list_count(exceptions); i++) {
        const struct exception_row *row = exception_list_row(exceptions, i);
        quoted_append_csv(out, severity_name(row->severity));
        cell(out, row->code);
        cell(out, row->partner_id);
        cell(out, row->subject);
        cell(out, row->message);
        cell(out, row->source);
        g_string_append_c(out, '\n');
    }
}

/* ---- files --------------------------------------------------------------------------------- */

static bool pending_write(tables_csv *tables, enum table which, GError **error)
{
    struct table_file *table = &tables->files[which];
    errno = 0;
    bool written =
        fwrite(table->pending->str, 1, table->pending->len, table->file) == table->pending->len;
    if (!written) {
        int error_number = errno != 0 ? errno : EIO;
        g_autofree char *path = g_build_filename(tables->directory, forms[which].file_name, NULL);
        output_file_set_error(error, path, "cannot write", error_number);
    }
    g_string_truncate(table->pending, 0);
    return written;
}

tables_csv *tables_csv_open(const char *directory, const struct report_run *run, GError **error)
{
    g_autoptr(tables_csv) tables = g_new0(tables_csv, 1);
    tables->directory = g_strdup(directory);
    g_strlcpy(tables->period, run->period_text, sizeof tables->period);
    for (int i = 0; i < TABLE_COUNT; i++) {
        g_autofree char *path = g_build_filename(directory, forms[i].file_name, NULL);
        struct table_file *table = &tables->files[i];
        table->pending = g_string_new(forms[i].headings);
        g_string_append_c(table->pending, '\n');
        table->file = output_file_create(path, error);
        if (!table->file) {
            return NULL;
        }
    }
    return g_steal_pointer(&tables);
}

/* A full disk is told at once, not after the last of ten thousand partners. */
static bool tables_write(tables_csv *tables, GError **error)
{
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (tables->files[i].pending->len >= PENDING_BYTES &&
            !pending_write(tables, (enum table)i, error)) {
            return false;
        }
    }
    return true;
}

bool tables_csv_append(tables_csv *tables, const struct partner_report *report, GError **error)
{
    write_register(tables, report);
    write_lines(tables->files[TABLE_LINES].pending, report);
    write_slots(tables->files[TABLE_SLOTS].pending, report);
    write_adhoc(tables->files[TABLE_ADHOC].pending, report);
    write_unscheduled(tables->files[TABLE_UNSCHEDULED].pending, report);
    write_adjustments(tables->files[TABLE_ADJUSTMENTS].pending, report);
    return tables_write(tables, error);
}

bool tables_csv_close(tables_csv *tables, const exception_list *exceptions, GError **error)
{
    write_exceptions(tables->files[TABLE_EXCEPTIONS].pending, exceptions);
    for (int i = 0; i < TABLE_COUNT; i++) {
        g_autofree char *path = g_build_filename(tables->directory, forms[i].file_name, NULL);
        if (!pending_write(tables, (enum table)i, error)) {
            return false;
        }
        FILE *file = g_steal_pointer(&tables->files[i].file);
        if (!output_file_finish(file, path, error)) {
            return false;
        }
    }
    return true;
}

void tables_csv_free(tables_csv *tables)
{
    if (!tables) {
        return;
    }
    for (int i = 0; i < TABLE_COUNT; i++) {
        struct table_file *table = &tables->files[i];
        if (table->file) {
            fclose(table->file);
        }
        if (table->pending) {
            g_string_free(table->pending, TRUE);
        }
    }
    g_free(tables->directory);
    g_free(tables);
}
