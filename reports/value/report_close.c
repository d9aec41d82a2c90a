/* What a run adds to a partner's month: holds, adjustments, late documents, and the hash over all
 * that would be issued. */
#include <stdlib.h>
#include <string.h>

#include "reports/value/adjustment_report.h"
#include "reports/value/report_hash.h"

static const char *keep(struct partner_report *report, const char *text)
{
    return text[0] != '\0' ? g_string_chunk_insert(report->strings, text) : "";
}

void partner_report_add_exception(struct partner_report *report, enum exception_code code,
                                  const char *subject, const char *detail, const char *source)
{
    const char *text = exception_text(code);
    g_autofree char *message =
        detail[0] == '\0' ? g_strdup(text) : g_strdup_printf("%s (%s)", text, detail);
    struct exception_row *rows =
        g_renew(struct exception_row, (void *)report->exceptions, report->exception_count + 1);
    rows[report->exception_count++] =
        (struct exception_row){.severity = exception_severity(code),
                               .code = exception_code_name(code),
                               .partner_id = report->supplier.partner_id,
                               .subject = keep(report, subject),
                               .message = keep(report, message),
                               .detail = keep(report, detail),
                               .source = keep(report, source)};
    report->exceptions = rows;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once. */
static void add_reason(struct partner_report *report, const char *code)
{
    g_autofree char *all = report->row.reasons[0] == '\0'
                               ? g_strdup(code)
                               : g_strdup_printf("%s;%s", report->row.reasons, code);
    g_auto(GStrv) codes = g_strsplit(all, ";", -1);
    guint count = g_strv_length(codes);
    qsort(codes, count, sizeof codes[0], compare_texts);
    g_autoptr(GString) joined = g_string_new(codes[0]);
    for (guint i = 1; i < count; i++) {
        if (strcmp(codes[i], codes[i - 1]) != 0) {
            g_string_append_printf(joined, ";%s", codes[i]);
        }
    }
    report->row.reasons = keep(report, joined->str);
}

void partner_report_hold(struct partner_report *report, enum exception_code code,
                         const char *detail, const char *source)
{
    struct register_row *row = &report->row;
    partner_report_add_exception(report, code, "", detail, source);
    add_reason(report, exception_code_name(code));
    row->status = "held";
    row->document = "";
    row->number = "";
    row->amounts_blank = true;
    row->adjustments_total = row->payment = (money){0};
    report->document = DOCUMENT_NONE;
    report->line_count = 0;
}

void partner_report_set_number(struct partner_report *report, const char *number)
{
    report->row.number = keep(report, number);
}

void partner_report_set_replaces(struct partner_report *report, const char *number, day date,
                                 money total)
{
    report->replaces = keep(report, number);
    report->replaces_date = date;
    report->replaces_total = total;
}

void partner_report_set_replaced_lines(struct partner_report *report, const struct line *lines,
                                       size_t count)
{
    g_free((void *)report->replaced_lines);
    report->replaced_lines = g_memdup2(lines, count * sizeof *lines);
    report->replaced_line_count = count;
}

void partner_report_add_adjustment(struct partner_report *report,
                                   struct adjustment_report *adjustment)
{
    const struct adjustment_report **all =
        g_renew(const struct adjustment_report *, (void *)report->adjustments,
                report->adjustment_count + 1);
    all[report->adjustment_count++] = adjustment;
    report->adjustments = all;
}

void partner_report_add_late(struct partner_report *report, const struct report_run *run,
                             struct partner_report *late)
{
    struct late_report *all =
        g_renew(struct late_report, (void *)report->late, report->late_count + 1);
    all[report->late_count++] = (struct late_report){run, late};
    report->late = all;
}

/* ---- the hash ------------------------------------------------------------------------------ */

static void hash_supplier(report_hash *hash, const struct supplier *supplier)
{
    report_hash_text(hash, supplier->partner_id);
    report_hash_text(hash, supplier->legal_name);
    report_hash_text(hash, supplier->trading_name);
    report_hash_text(hash, supplier->abn);
    report_hash_text(hash, supplier->address_line_1);
    report_hash_text(hash, supplier->address_line_2);
    report_hash_text(hash, supplier->suburb);
    report_hash_text(hash, supplier->state);
    report_hash_text(hash, supplier->postcode);
    report_hash_text(hash, supplier->email);
    report_hash_text(hash, supplier->agreement_ref);
    report_hash_text(hash, supplier->bsb);
    report_hash_text(hash, supplier->account_number);
    report_hash_text(hash, supplier->account_name);
}

/* Neither the number nor ready or issued. */
static void hash_month(report_hash *hash, const struct partner_report *report)
{
    hash_supplier(hash, &report->supplier);
    report_hash_text(hash, report->result_hash);
    report_hash_number(hash, report->row.amounts_blank);
    report_hash_text(hash, report->row.document);
    report_hash_text(hash, report->row.reasons);
    report_hash_text(hash, report->replaces);
    report_hash_number(hash, report->replaces_total.cents);
}

static void hash_adjustment(report_hash *hash, const struct adjustment_report *adjustment)
{
    report_hash_text(hash, adjustment->period_text);
    report_hash_number(hash, adjustment->kind);
    report_hash_text(hash, adjustment->adjusts);
    report_hash_number(hash, adjustment->adjusts_date.number);
    report_hash_number(hash, adjustment->before.total.cents);
    report_hash_number(hash, adjustment->after.total.cents);
    report_hash_text(hash, adjustment->result_hash);
    report_hash_number(hash, (int64_t)adjustment->line_count);
    for (size_t i = 0; i < adjustment->line_count; i++) {
        const struct adjustment_line_row *line = &adjustment->lines[i];
        report_hash_number(hash, line->kind);
        report_hash_number(hash, line->hourly_rate.cents_per_hour);
        report_hash_number(hash, line->taxable);
        report_hash_number(hash, line->minutes.minutes);
        report_hash_number(hash, line->amount.cents);
        report_hash_number(hash, line->gst.cents);
        report_hash_text(hash, line->reason);
    }
    report_hash_number(hash, (int64_t)adjustment->move_count);
    for (size_t i = 0; i < adjustment->move_count; i++) {
        const struct adjustment_move_row *move = &adjustment->moves[i];
        report_hash_number(hash, move->date.number);
        report_hash_number(hash, move->start_minute);
        report_hash_text(hash, move->appointment_id);
        report_hash_text(hash, move->before);
        report_hash_text(hash, move->after);
        report_hash_number(hash, move->minutes.minutes);
        report_hash_text(hash, move->because);
        report_hash_text(hash, move->source);
    }
}

void partner_report_close(struct partner_report *report)
{
    g_autoptr(report_hash) hash = report_hash_new();
    hash_month(hash, report);
    report_hash_number(hash, (int64_t)report->adjustment_count);
    for (size_t i = 0; i < report->adjustment_count; i++) {
        hash_adjustment(hash, report->adjustments[i]);
    }
    report_hash_number(hash, (int64_t)report->late_count);
    for (size_t i = 0; i < report->late_count; i++) {
        report_hash_text(hash, report->late[i].run->period_text);
        hash_month(hash, report->late[i].report);
    }
    report_hash_number(hash, report->row.adjustments_total.cents);
    report_hash_number(hash, report->row.payment.cents);
    report_hash_number(hash, report->carried_in.cents);
    report_hash_number(hash, report->carried_out.cents);
    report->issue_hash = keep(report, report_hash_end(hash));
}
