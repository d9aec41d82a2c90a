#include <criterion/criterion.h>
#include <glib/gstdio.h>

#include "reports/documents/document.h"
#include "tests/reports/adjustment_sample.h"
#include "tests/reports/pdf_tools.h"

/* What a month's document says of the other documents that it is paid with. */

static struct pdf_folder folder;

static void set_up(void)
{
    folder = pdf_folder_new();
}

static void tear_down(void)
{
    pdf_folder_remove(&folder);
}

TestSuite(rcti_payment, .init = set_up, .fini = tear_down);

static struct adjustment_sample *issued_new(void)
{
    struct adjustment_sample *sample = adjustment_sample_new(pdf_sample_new());
    sample->month->run.draft = false;
    sample->month->report.row.number = "RCTI-202609-P0001";
    return sample;
}

static void expect_each(struct adjustment_sample *sample, const struct late_report *late,
                        const char *const *parts, size_t count)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    const struct document document = {&sample->month->run, adjustment_sample_report(sample), late,
                                      NULL};
    g_unlink(path);
    g_autoptr(GBytes) bytes = document_write(&document, folder.stock, path, &error);
    cr_assert(bytes, "%s", error != NULL ? error->message : "");
    g_autofree char *text = pdf_folded_text(path);
    pdf_expect_each(text, parts, count);
}

Test(rcti_payment, the_documents_that_it_settles_are_listed)
{
    g_autoptr(adjustment_sample) sample = issued_new();
    const char *const parts[] = {
        "Amount to be paid $3,383.34",
        "One payment settles all of these:",
        "RCTI-202609-P0001 (this document) September 2026 3,424.17",
        "RCAN-202608-P0001-1 August 2026 -40.83",
        "Payment 3,383.34",
    };
    expect_each(sample, NULL, parts, G_N_ELEMENTS(parts));
}

Test(rcti_payment, what_is_carried_is_said)
{
    g_autoptr(adjustment_sample) sample = issued_new();
    sample->month->report.row.carried_in.cents = -400000;
    const char *const parts[] = {
        "Amount to be paid $0.00",
        "Nothing is paid now. You owe $616.66; it comes off your next payments.",
        "less what you owed before -4,000.00",
        "You owe 616.66",
    };
    expect_each(sample, NULL, parts, G_N_ELEMENTS(parts));
}

Test(rcti_payment, a_replacement_names_what_it_replaces_and_pays_the_rest)
{
    g_autoptr(adjustment_sample) sample = issued_new();
    struct partner_report *report = &sample->month->report;
    report->row.number = "RCTI-202609-P0001-R1";
    report->replaces = "RCTI-202609-P0001";
    report->replaces_date = day_from_civil((struct civil){2026, 10, 5});
    report->replaces_total.cents = 342417;
    sample->adjustment.difference.total.cents = 0; /* nothing but the replacement */
    const char *const parts[] = {
        "Replaces RCTI-202609-P0001 of 5 October 2026, which is void.",
        "Nothing is paid now: what is owed for these documents is settled.",
        "less RCTI-202609-P0001, which is void: settled before September 2026 -3,424.17",
        "Payment 0.00",
    };
    expect_each(sample, NULL, parts, G_N_ELEMENTS(parts));
}

Test(rcti_payment, a_late_document_says_so_and_what_pays_it)
{
    g_autoptr(adjustment_sample) sample = issued_new();
    g_autoptr(pdf_sample) july = pdf_sample_rci_new();
    july->run.draft = false;
    july->run.period = period_from_month(2026, 7);
    july->report.row.number = "RCI-202607-P0001";
    const struct late_report late = {&july->run, pdf_sample_report(july)};
    sample->month->report.late = &late;
    sample->month->report.late_count = 1;
    const char *const late_parts[] = {
        "Recipient Created Invoice",
        "This is a late document of July 2026, for which you had none before.",
        "Amount to be paid $6,496.22",
        "Reference RCTI-202609-P0001",
        "RCI-202607-P0001 (this document) July 2026 3,112.88",
    };
    expect_each(sample, &late, late_parts, G_N_ELEMENTS(late_parts));
    const char *const parts[] = {
        "RCTI-202609-P0001 (this document) September 2026 3,424.17",
        "RCI-202607-P0001 July 2026 3,112.88",
        "Payment 6,496.22",
    };
    expect_each(sample, NULL, parts, G_N_ELEMENTS(parts));
}

Test(rcti_payment, a_document_of_an_old_month_says_that_it_is_late)
{
    g_autoptr(adjustment_sample) sample = issued_new();
    const char *const parts[] = {
        "This is a late document of September 2026, for which you had none before.",
    };
    sample->month->run.issue_date = day_from_civil((struct civil){2026, 11, 1});
    expect_each(sample, NULL, parts, G_N_ELEMENTS(parts));
}
