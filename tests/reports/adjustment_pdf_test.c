#include "reports/documents/document.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/reports/adjustment_sample.h"
#include "tests/reports/pdf_tools.h"

static struct pdf_folder folder;

static void set_up(void)
{
    folder = pdf_folder_new();
}

static void tear_down(void)
{
    pdf_folder_remove(&folder);
}

TestSuite(adjustment_pdf, .init = set_up, .fini = tear_down);

static bool adjustment_write(struct adjustment_sample *sample, const char *path, GError **error)
{
    const struct partner_report *report = adjustment_sample_report(sample);
    const struct document document = {&sample->month->run, report, NULL, &sample->adjustment};
    g_unlink(path);
    g_autoptr(GBytes) bytes = document_write(&document, folder.stock, path, error);
    return bytes != NULL;
}

/* The document, which must be whole; its path. The caller frees. */
static char *written(struct adjustment_sample *sample)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(folder.path, "a.pdf", NULL);
    cr_assert(adjustment_write(sample, path, &error), "%s", error ? error->message : "");
    g_free(pdf_tool_output("qpdf", "--check", path));
    return path;
}

static struct pdf_sample *issued(struct pdf_sample *month)
{
    month->run.draft = false;
    month->report.row.number =
        month->report.document == DOCUMENT_RCTI ? "RCTI-202609-P0001" : "RCI-202609-P0001";
    return month;
}

Test(adjustment_pdf, a_note_has_every_must_item)
{
    g_autoptr(adjustment_sample) sample = adjustment_sample_new(issued(pdf_sample_new()));
    g_autofree char *path = written(sample);
    g_autofree char *text = pdf_folded_text(path);
    const char *const parts[] = {
        "Recipient Created Adjustment Note Number",
        "RCAN-202608-P0001-1",
        "Issue date 12 October 2026",
        "Document adjusted RCTI-202608-P0001",
        "Its issue date 10 September 2026",
        "Its period August 2026",
        "Decrease including GST $40.83",
        "Margaret Whitlock",
        "ABN 51 824 753 556",
        "Suite 5, 14 Acacia Lane",
        "Example Assist Pty Ltd",
        "ABN 47 555 222 000",
        "This note decreases the total of RCTI-202608-P0001 by $40.83, GST included.",
        "Consultant Partner hours, August 2026 -2 h 150.00 -300.00 -30.00 -330.00",
        "Reason: block B9 was reported late; A000098 was not marked as completed by 18 Aug",
        "Ad hoc sessions, August 2026 1 h 30 min 175.25 262.88 26.29 289.17",
        "Reason: A000112 was marked as completed in time",
        "Price excluding GST $3,600.00 $3,562.88 -$37.12",
        "GST $360.00 $356.29 -$3.71",
        "Total including GST $3,960.00 $3,919.17 -$40.83",
        ("The GST of this adjustment, $3.71, is the supplier's. The GST payable by the supplier "
         "decreases from $360.00 to $356.29."),
        "How this is settled",
        "Due date 26 October 2026",
        "Amount to be paid $3,383.34",
        "Reference RCTI-202609-P0001",
        "xxxxx037",
        "RCTI-202609-P0001 September 2026 3,424.17",
        "RCAN-202608-P0001-1 (this document) August 2026 -40.83",
        "Payment 3,383.34",
        "The hours that moved",
        "Tue 4 Aug 10:00 schedule Paid Blocked (block B9) -1 h block B9 was reported late Tue 11",
        "Sun 30 Aug 15:00 A000112 Still to be marked Ad hoc session 1 h 30 min",
        "In all -30 min",
        "Questions",
        "Page 1 of ",
        "Result fedcba9876543210",
    };
    pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
    cr_expect_null(strstr(text, "DRAFT"));
    cr_expect_null(strstr(text, "batch"), "a batch or a file is not for the partner");
    cr_expect_null(strstr(text, ".csv"));
}

Test(adjustment_pdf, of_an_rci_it_has_not_a_word_of_gst)
{
    for (int draft = 0; draft <= 1; draft++) {
        g_autoptr(adjustment_sample) sample =
            adjustment_sample_increase_new(issued(pdf_sample_rci_new()));
        sample->month->run.draft = draft == 1;
        g_autofree char *path = written(sample);
        g_autofree char *text = pdf_folded_text(path);
        g_autofree char *info = pdf_tool_output("pdfinfo", NULL, path);
        g_autofree char *folded = g_utf8_casefold(text, -1);
        const char *const parts[] = {
            "Adjustment Number",
            draft ? "DRAFT" : "ADJ-202608-P0001-1",
            "Increase $300.00",
            "This adjustment increases the total of RCI-202608-P0001 by $300.00.",
            "Consultant Partner hours, August 2026 2 h 150.00 300.00",
            "Price $3,600.00 $3,900.00 $300.00",
            "Amount to be paid $3,412.88",
        };
        pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
        cr_expect_null(strstr(text, "GST"), "%s", text);
        cr_expect_null(strstr(info, "GST"), "%s", info);
        cr_expect_null(strstr(folded, "tax"), "%s", text);
        cr_expect_null(strstr(folded, "note"), "%s", text);
        cr_expect_null(strstr(folded, "agreement"), "%s", text);
    }
}

Test(adjustment_pdf, a_note_is_never_called_a_tax_invoice)
{
    g_autoptr(adjustment_sample) sample = adjustment_sample_increase_new(pdf_sample_new());
    g_autofree char *path = written(sample);
    g_autofree char *text = pdf_folded_text(path);
    g_autofree char *folded = g_utf8_casefold(text, -1);
    const char *const parts[] = {
        "Number DRAFT",
        "DRAFT, not an adjustment note",
        "RCTI (draft) September 2026",
        "RCAN (draft) August 2026 330.00",
        "This note increases the total of RCTI-202608-P0001 by $330.00, GST included.",
        "The GST payable by the supplier increases from $360.00 to $390.00.",
    };
    pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
    cr_expect_null(strstr(folded, "tax invoice"), "%s", text);
    cr_expect_null(strstr(text, "RCAN-202608-P0001-1"), "%s", text);
}

/* Hours may move from one line to another: the note then changes no total. */
Test(adjustment_pdf, a_note_may_change_no_total)
{
    g_autoptr(adjustment_sample) sample = adjustment_sample_increase_new(issued(pdf_sample_new()));
    struct adjustment_line other = g_array_index(sample->lines, struct adjustment_line, 0);
    other.line.hourly_rate.cents_per_hour = 30000;
    other.line.minutes.minutes = -60;
    other.line.amount.cents = -30000;
    other.line.gst.cents = -3000;
    g_array_append_val(sample->lines, other);
    sample->adjustment.difference = (struct line_sum){.total = {0}};
    g_array_index(sample->moves, struct adjustment_move_row, 0).minutes.minutes = 0;
    g_autofree char *path = written(sample);
    g_autofree char *text = pdf_folded_text(path);
    const char *const parts[] = {
        "Difference including GST $0.00",
        "This note neither increases nor decreases the total of RCTI-202608-P0001.",
        "The GST of this adjustment, $0.00, is the supplier's. The GST payable by the supplier "
        "does not change: it stays $360.00.",
    };
    pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
}

Test(adjustment_pdf, what_is_more_than_the_payment_is_carried)
{
    g_autoptr(adjustment_sample) sample = adjustment_sample_large_new(issued(pdf_sample_new()), 40);
    sample->month->report.row.carried_in.cents = -1000;
    g_autofree char *path = written(sample);
    g_autofree char *text = pdf_folded_text(path);
    const char *const parts[] = {
        "Due date nothing is due",
        "Amount to be paid $0.00",
        "Nothing is paid now. You owe $3,185.83; it comes off your next payments.",
        "less what you owed before -10.00",
        "You owe 3,185.83",
    };
    pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
}

/* A partner without a document of the month is paid for the adjustment alone. */
Test(adjustment_pdf, a_note_may_be_all_that_is_paid)
{
    g_autoptr(adjustment_sample) sample = adjustment_sample_increase_new(issued(pdf_sample_new()));
    struct partner_report *report = &sample->month->report;
    report->document = DOCUMENT_NONE;
    report->row.document = report->row.number = "";
    report->row.totals = (struct totals){0};
    g_autofree char *path = written(sample);
    g_autofree char *text = pdf_folded_text(path);
    const char *const parts[] = {
        "Amount to be paid $330.00",
        "Reference RCAN-202608-P0001-1",
        "RCAN-202608-P0001-1 (this document) August 2026 330.00 Payment 330.00",
    };
    pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
}

/* Whatever the number of hours: each is there once, no heading ends a page, and the questions are
 * not alone on one. */
Test(adjustment_pdf, nothing_is_lost_or_left_alone)
{
    static const int counts[] = {1, 2, 3, 5, 8, 11, 14, 17, 20, 23, 26, 300};
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autoptr(adjustment_sample) sample =
            adjustment_sample_large_new(issued(pdf_sample_new()), counts[i]);
        g_autofree char *path = written(sample);
        g_autofree char *folded = pdf_folded_text(path);
        for (int k = 0; k < counts[i]; k++) {
            char id[16];
            g_snprintf(id, sizeof id, "M%06d ", k);
            cr_expect_eq(pdf_count(folded, id), 2, "%s: its row and the reason", id);
        }
        g_autofree char *text = pdf_tool_output("pdftotext", "-raw", path);
        g_auto(GStrv) pages = g_strsplit(text, "\f", -1);
        for (guint k = 0; k + 1 < g_strv_length(pages); k++) {
            g_auto(GStrv) lines = g_strsplit(pages[k], "\n", -1);
            const guint last = g_strv_length(lines) - 3; /* then the footer */
            cr_expect_gt(g_strv_length(lines), 9, "%d hours, page %u: %s", counts[i], k, pages[k]);
            cr_expect_str_neq(lines[last], "The hours that moved");
            cr_expect_not(g_str_has_suffix(lines[last], "Because"), "%d hours, page %u: %s",
                          counts[i], k, pages[k]);
        }
    }
}

/* ---- what is never written ---- */

static void break_number(struct adjustment_sample *sample)
{
    sample->adjustment.number = " ";
}
static void break_adjusts(struct adjustment_sample *sample)
{
    sample->adjustment.adjusts = "";
}
static void break_date(struct adjustment_sample *sample)
{
    sample->adjustment.adjusts_date = day_add(sample->month->run.issue_date, 1);
}
static void break_hash(struct adjustment_sample *sample)
{
    sample->adjustment.result_hash = "fed";
}
static void break_abn(struct adjustment_sample *sample)
{
    sample->month->report.supplier.abn = "5182475355";
}
static void break_recipient(struct adjustment_sample *sample)
{
    sample->month->run.company.legal_name = "";
}
static void break_held(struct adjustment_sample *sample)
{
    sample->month->report.row.amounts_blank = true;
}
static void break_reason(struct adjustment_sample *sample)
{
    g_array_index(sample->reasons, const char *, 1) = "";
}
static void break_line(struct adjustment_sample *sample)
{
    g_array_index(sample->lines, struct adjustment_line, 0).line.amount.cents++;
}
static void break_lines(struct adjustment_sample *sample)
{
    g_array_set_size(sample->lines, 0);
}
static void break_taxable(struct adjustment_sample *sample)
{
    g_array_index(sample->lines, struct adjustment_line, 0).line.taxable = false;
}
static void break_kind(struct adjustment_sample *sample)
{
    sample->adjustment.kind = DOCUMENT_ADJ;
}
static void break_before(struct adjustment_sample *sample)
{
    sample->adjustment.before.total.cents++;
}
static void break_difference(struct adjustment_sample *sample)
{
    sample->adjustment.difference.gst.cents++;
}
static void break_move(struct adjustment_sample *sample)
{
    g_array_index(sample->moves, struct adjustment_move_row, 0).minutes.minutes = 0;
}
static void break_told(struct adjustment_sample *sample)
{
    g_array_index(sample->moves, struct adjustment_move_row, 2).told = "";
}
static void break_text(struct adjustment_sample *sample)
{
    g_array_index(sample->moves, struct adjustment_move_row, 2).before = "\xF6";
}

Test(adjustment_pdf, a_document_that_lacks_a_must_item_is_refused)
{
    void (*const breaks[])(struct adjustment_sample *) = {
        break_number, break_adjusts,    break_date, break_hash,  break_abn,  break_recipient,
        break_held,   break_reason,     break_line, break_lines, break_kind, break_taxable,
        break_before, break_difference, break_move, break_told,  break_text,
    };
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(breaks); i++) {
        g_autoptr(adjustment_sample) sample = adjustment_sample_new(issued(pdf_sample_new()));
        g_autoptr(GError) error = NULL;
        breaks[i](sample);
        cr_expect_not(adjustment_write(sample, path, &error), "break %zu", i);
        cr_assert_not_null(error, "break %zu", i);
        cr_expect(g_error_matches(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE));
        cr_expect(g_str_has_prefix(error->message, "P0001: "), "%s", error->message);
        cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
    }
}

Test(adjustment_pdf, a_payment_that_does_not_add_up_is_refused)
{
    g_autoptr(adjustment_sample) sample = adjustment_sample_new(issued(pdf_sample_new()));
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    const struct partner_report *report = adjustment_sample_report(sample);
    sample->month->payee.payment.cents++;
    struct document document = {&sample->month->run, report, NULL, &sample->adjustment};
    cr_expect_not(document_write(&document, folder.stock, path, &error));
    cr_expect(g_error_matches(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE));
    g_clear_error(&error);
    document.adjustment = NULL;
    cr_expect_not(document_write(&document, folder.stock, path, &error));
    cr_expect(g_error_matches(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE));
}
