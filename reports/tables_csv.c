#include "reports/tables_csv.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "reports/output_file.h"
#include "reports/quoted.h"
#include "reports/text.h"

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

struct tables_csv {
    char *directory;
    char period[TEXT_SIZE];
    FILE *files[TABLE_COUNT];
};

/* ---- cells --------------------------------------------------------------------------------- */

/* A cell and the comma before it. */
static void cell(FILE *file, const char *text)
{
    putc(',', file);
    quoted_put_csv(file, text);
}

static void cell_number(FILE *file, int64_t number)
{
    fprintf(file, ",%" PRId64, number);
}

static void cell_money(FILE *file, money amount, bool blank)
{
    char text[TEXT_SIZE];
    cell(file, blank ? "" : text_money(text, amount));
}

static void cell_rate(FILE *file, struct rate_in_effect rate)
{
    char text[TEXT_SIZE];
    cell(file, rate.found ? text_rate(text, rate.rate) : "");
}

static void cell_date_and_start(FILE *file, day date, int32_t start_minute)
{
    char text[TEXT_SIZE];
    cell(file, text_date(text, date));
    cell(file, text_time(text, start_minute));
}

/* ---- rows ---------------------------------------------------------------------------------- */

static void write_register(const struct tables_csv *tables, const struct partner_report *report)
{
    FILE *file = tables->files[TABLE_REGISTER];
    const struct register_row *row = &report->row;
    const struct month_totals *totals = &row->totals;
    bool blank = row->amounts_blank;
    quoted_put_csv(file, tables->period);
    cell(file, report->supplier.partner_id);
    cell(file, row->status);
    cell(file, row->document);
    cell(file, row->number);
    cell_number(file, totals->slots);
    cell_number(file, totals->holiday_slots);
    cell_number(file, totals->blocked_slots);
    cell_number(file, totals->dst_gap_slots);
    cell_number(file, totals->other_stream.minutes);
    cell_number(file, totals->penalty.minutes);
    cell_number(file, totals->partner.minutes);
    cell_money(file, totals->partner_amount, blank);
    cell_number(file, totals->adhoc.minutes);
    cell_money(file, totals->adhoc_amount, blank);
    cell_money(file, totals->subtotal, blank);
    cell_money(file, totals->gst, blank);
    cell_money(file, totals->total, blank);
    cell_money(file, row->adjustments_total, blank);
    cell_money(file, row->payment, blank);
    cell(file, row->reasons);
    putc('\n', file);
}

static void write_lines(FILE *file, const struct partner_report *report)
{
    for (size_t i = 0; i < report->line_count; i++) {
        const struct line_row *line = &report->lines[i];
        quoted_put_csv(file, report->supplier.partner_id);
        cell(file, line->kind == RATE_PARTNER ? "partner" : "adhoc");
        cell_rate(file, (struct rate_in_effect){true, line->hourly_rate});
        cell(file, line->taxable ? "yes" : "no");
        cell_number(file, line->minutes.minutes);
        cell_money(file, line->amount, false);
        cell_money(file, line->gst, false);
        cell_money(file, line->total, false);
        putc('\n', file);
    }
}

static void write_slots(FILE *file, const struct partner_report *report)
{
    for (size_t i = 0; i < report->slot_count; i++) {
        const struct slot_row *slot = &report->slots[i];
        quoted_put_csv(file, report->supplier.partner_id);
        cell_date_and_start(file, slot->date, slot->start_minute);
        cell(file, outcome_code(slot->outcome));
        cell(file, rule_code(slot->rule));
        cell_number(file, slot->paid_minutes.minutes);
        cell_number(file, slot->penalty_minutes.minutes);
        cell_rate(file, slot->hourly_rate);
        cell(file, slot->evidence);
        cell(file, slot->notes);
        putc('\n', file);
    }
}

static int compare_adhoc(const void *a, const void *b)
{
    const struct adhoc_row *left = *(const struct adhoc_row *const *)a;
    const struct adhoc_row *right = *(const struct adhoc_row *const *)b;
    return strcmp(left->appointment_id, right->appointment_id);
}

static void write_adhoc(FILE *file, const struct partner_report *report)
{
    g_autofree const struct adhoc_row **order =
        g_new(const struct adhoc_row *, report->adhoc_count + 1);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        order[i] = &report->adhoc[i];
    }
    qsort(order, report->adhoc_count, sizeof(const struct adhoc_row *), compare_adhoc);
    for (size_t i = 0; i < report->adhoc_count; i++) {
        const struct adhoc_row *booking = order[i];
        quoted_put_csv(file, report->supplier.partner_id);
        cell(file, booking->appointment_id);
        cell_date_and_start(file, booking->date, booking->start_minute);
        cell(file, outcome_code(booking->outcome));
        cell(file, rule_code(booking->rule));
        cell_number(file, booking->paid_minutes.minutes);
        cell_rate(file, booking->hourly_rate);
        cell(file, booking->evidence);
        cell(file, booking->notes);
        putc('\n', file);
    }
}

static int compare_unscheduled(const void *a, const void *b)
{
    const struct unscheduled_row *left = *(const struct unscheduled_row *const *)a;
    const struct unscheduled_row *right = *(const struct unscheduled_row *const *)b;
    return strcmp(left->appointment_id, right->appointment_id);
}

static void write_unscheduled(FILE *file, const struct partner_report *report)
{
    g_autofree const struct unscheduled_row **order =
        g_new(const struct unscheduled_row *, report->unscheduled_count + 1);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        order[i] = &report->unscheduled[i];
    }
    qsort(order, report->unscheduled_count, sizeof(const struct unscheduled_row *),
          compare_unscheduled);
    for (size_t i = 0; i < report->unscheduled_count; i++) {
        quoted_put_csv(file, report->supplier.partner_id);
        cell(file, order[i]->appointment_id);
        cell_date_and_start(file, order[i]->date, order[i]->start_minute);
        cell(file, outcome_code(OUTCOME_UNSCHEDULED));
        cell(file, rule_code(outcome_rule(OUTCOME_UNSCHEDULED)));
        cell(file, order[i]->reason);
        putc('\n', file);
    }
}

static void write_exceptions(FILE *file, const exception_list *exceptions)
{
    for (size_t i = 0; i < exception_list_count(exceptions); i++) {
        const struct exception_row *row = exception_list_row(exceptions, i);
        quoted_put_csv(file, severity_name(row->severity));
        cell(file, row->code);
        cell(file, row->partner_id);
        cell(file, row->subject);
        cell(file, row->message);
        cell(file, row->source);
        putc('\n', file);
    }
}

/* ---- files --------------------------------------------------------------------------------- */

tables_csv *tables_csv_open(const char *directory, const struct report_run *run, GError **error)
{
    g_autoptr(tables_csv) tables = g_new0(tables_csv, 1);
    tables->directory = g_strdup(directory);
    g_strlcpy(tables->period, run->period_text, sizeof tables->period);
    for (int i = 0; i < TABLE_COUNT; i++) {
        g_autofree char *path = g_build_filename(directory, forms[i].file_name, NULL);
        tables->files[i] = output_file_create(path, error);
        if (!tables->files[i]) {
            return NULL;
        }
        fprintf(tables->files[i], "%s\n", forms[i].headings);
    }
    return g_steal_pointer(&tables);
}

/* A full disk is told at once, not after the last of ten thousand partners. */
static bool tables_whole(const tables_csv *tables, GError **error)
{
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (ferror(tables->files[i])) {
            g_autofree char *path = g_build_filename(tables->directory, forms[i].file_name, NULL);
            output_file_set_error(error, path, "cannot write", errno != 0 ? errno : EIO);
            return false;
        }
    }
    return true;
}

bool tables_csv_append(tables_csv *tables, const struct partner_report *report, GError **error)
{
    errno = 0;
    write_register(tables, report);
    write_lines(tables->files[TABLE_LINES], report);
    write_slots(tables->files[TABLE_SLOTS], report);
    write_adhoc(tables->files[TABLE_ADHOC], report);
    write_unscheduled(tables->files[TABLE_UNSCHEDULED], report);
    return tables_whole(tables, error);
}

bool tables_csv_close(tables_csv *tables, const exception_list *exceptions, GError **error)
{
    write_exceptions(tables->files[TABLE_EXCEPTIONS], exceptions);
    for (int i = 0; i < TABLE_COUNT; i++) {
        g_autofree char *path = g_build_filename(tables->directory, forms[i].file_name, NULL);
        FILE *file = g_steal_pointer(&tables->files[i]);
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
        if (tables->files[i]) {
            fclose(tables->files[i]);
        }
    }
    g_free(tables->directory);
    g_free(tables);
}
