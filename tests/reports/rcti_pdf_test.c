#include "reports/documents/document.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

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

TestSuite(rcti_pdf, .init = set_up, .fini = tear_down);

static struct pdf_sample *issued_new(void)
{
    struct pdf_sample *sample = pdf_sample_new();
    sample->run.draft = false;
    sample->report.row.number = "RCTI-202609-P0001";
    return sample;
}

Test(rcti_pdf, rcti_has_every_must_item)
{
    g_autoptr(pdf_sample) sample = issued_new();
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *text = pdf_folded_text(path);
    const char *const parts[] = {
        "Recipient Created Tax Invoice",
        "RCTI-202609-P0001",
        "12 October 2026",
        "1 to 30 September 2026",
        "Margaret Whitlock",
        "trading as Whitlock Counselling",
        "ABN 51 824 753 556",
        "Suite 5, 14 Acacia Lane",
        "Newtown NSW 2042",
        "Example Assist Pty Ltd",
        "ABN 47 555 222 000",
        "Level 3, 100 Sample Street",
        "Sydney NSW 2000",
        "Consultant Partner hours, September 2026",
        "Ad hoc sessions, September 2026",
        "19 h",
        "150.00",
        "2,850.00",
        "285.00",
        "3,135.00",
        "Subtotal excluding GST",
        "$3,112.88",
        "$311.29",
        "Total including GST",
        "$3,424.17",
        "The GST payable of $311.29 is payable by the supplier.",
        "Due date 26 October 2026",
        "Amount to be paid $3,424.17",
        "Reference RCTI-202609-P0001",
        "xxxxx037",
        "Page 1 of 3",
        "Page 3 of 3",
        "Result 0123456789abcdef",
    };
    pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
    cr_expect_not_null(strstr(text, sample->run.company.agreement_text));
    cr_expect_null(strstr(text, "10203037"));
    cr_expect_null(strstr(text, "DRAFT"));
}

Test(rcti_pdf, the_hours_are_counted_in_the_policys_words)
{
    g_autoptr(pdf_sample) sample = issued_new();
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *layout = pdf_tool_output("pdftotext", "-layout", path);
    const char *const rows[] = {
        "How your hours were counted",
        "Tuesdays +5 x 3 hours \\(10:00, 11:00, 13:00\\) +15 h *$",
        "Fridays +4 x 3 hours \\(09:00, 10:00, 11:00\\) +12 h *$",
        "Hours in your Partner schedule +27 h *$",
        "less public holidays +Fri 25 Sep Friday before AFL Grand Final +-3 h *$",
        "less blocked +Fri 11 Sep \\(block B1\\) +-3 h *$",
        "less other streams +Tue 8 Sep 10:30-11:30 onsite W7 +-1 h *$",
        "less not completed in 7 days +Tue 15 Sep 11:00 A000123, due 22 Sep +-1 h *$",
        "Hours paid +19 h *$",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        cr_expect(g_regex_match_simple(rows[i], layout, G_REGEX_MULTILINE, 0), "%s\nin: %s",
                  rows[i], layout);
    }
}

Test(rcti_pdf, a_draft_says_so_on_each_page_and_has_no_number)
{
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    sample->report.row.number = "RCTI-202609-P0001";
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *text = pdf_folded_text(path);
    cr_expect_eq(pdf_count(text, "DRAFT, not a tax invoice"), 3);
    cr_expect_null(strstr(text, "RCTI-202609-P0001"));
    /* The watermark across the page is drawn, not written: it stays out of the text. */
    g_autofree char *plain = pdf_tool_output("pdftotext", "-raw", path);
    cr_expect_not_null(strstr(plain, "\nThe GST payable of $311.29 is payable by the supplier.\n"));
}

/* "…" in no letters of any size: neither in the text nor in the document's information. */
static void expect_nowhere(const char *path, const char *words)
{
    g_autofree char *text = pdf_folded_text(path);
    g_autofree char *info = pdf_tool_output("pdfinfo", NULL, path);
    g_autofree char *folded_text = g_utf8_casefold(text, -1);
    g_autofree char *folded_info = g_utf8_casefold(info, -1);
    cr_expect_null(strstr(folded_text, words), "%s", folded_text);
    cr_expect_null(strstr(folded_info, words), "%s", folded_info);
}

Test(rcti_pdf, an_rci_never_calls_itself_a_tax_invoice)
{
    const bool drafts[] = {true, false};
    for (size_t i = 0; i < G_N_ELEMENTS(drafts); i++) {
        g_autoptr(pdf_sample) sample = pdf_sample_rci_new();
        sample->run.draft = drafts[i];
        sample->report.row.number = "RCI-202609-P0001";
        sample->run.company.note = "This is your Tax Invoice.";
        g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
        expect_nowhere(path, "tax invoice");
        expect_nowhere(path, "agreement");
        g_autofree char *text = pdf_folded_text(path);
        const char *const parts[] = {
            "Recipient Created Invoice",
            "The supplier is not registered for GST. No GST is included.",
            "$3,112.88",
            drafts[i] ? "DRAFT" : "RCI-202609-P0001",
        };
        pdf_expect_each(text, parts, G_N_ELEMENTS(parts));
        cr_expect_eq(pdf_count(text, "GST"), 2); /* both in that sentence */
    }
}

Test(rcti_pdf, an_untaxed_line_shows_no_gst)
{
    g_autoptr(pdf_sample) sample = issued_new();
    pdf_sample_line_add(sample, RATE_ADHOC, 20000, 60, false);
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *layout = pdf_tool_output("pdftotext", "-layout", path);
    cr_expect(g_regex_match_simple("Ad hoc sessions, September 2026 +1 ?h +200.00 +200.00 +0.00 "
                                   "+200.00",
                                   layout, 0, 0),
              "%s", layout);
}

Test(rcti_pdf, names_in_any_script_can_be_found)
{
    static const char *const names[] = {"Nguyễn Thị Ánh",       "Łukasz Żółć",   "Zoë O’Brien",
                                        "Γιώργος Παπαδόπουλος", "Дмитрий Ёлкин", "Đỗ Ngọc Ẩn",
                                        "Ἀλέξανδρος Ǎǧ"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autoptr(pdf_sample) sample = issued_new();
        sample->report.supplier.legal_name = names[i];
        sample->report.supplier.trading_name = names[i];
        g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
        g_autofree char *text = pdf_folded_text(path);
        cr_expect_geq(pdf_count(text, names[i]), 3, "%s in: %s", names[i], text);
        g_autofree char *information = pdf_tool_output("pdfinfo", NULL, path);
        cr_expect_not_null(strstr(information, names[i]), "%s", information);
        g_free(pdf_tool_output("qpdf", "--check", path));
        g_autofree char *fonts = pdf_tool_output("pdffonts", NULL, path);
        cr_expect_null(strstr(fonts, " no  no "), "%s", fonts);
    }
}

Test(rcti_pdf, a_large_month_loses_nothing)
{
    g_autoptr(pdf_sample) sample = pdf_sample_large_new();
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_free(pdf_tool_output("qpdf", "--check", path));
    g_autofree char *text = pdf_folded_text(path);
    for (int i = 0; i < 60; i++) {
        char id[32];
        g_snprintf(id, sizeof id, " A%06d ", i);
        cr_expect_eq(pdf_count(text, id), 3, "%s", id); /* ad hoc, not paid, pending */
    }
    /* The agreement runs over pages, and each of its words is there. */
    cr_expect_eq(pdf_count(text, "receiving"), 25);
    cr_expect_eq(pdf_count(text, "declares"), 25);
    cr_expect_geq(pdf_count(text, "Wolfeschlegelsteinhausenbergerdorff"), 6);
    cr_expect_geq(pdf_count(text, "Page 1 of 10"), 1, "%s", text);
    cr_expect_eq(pdf_count(text, "What became of it"), 3); /* headings on each of its pages */
    cr_expect_eq(pdf_count(text, "Mark as completed by"), 3);
    cr_expect_eq(pdf_count(text, "How your hours were counted"), 1);
}

/* The text of each page, in the order in which it is drawn. */
static char **pages_of(const char *path)
{
    g_autofree char *text = pdf_tool_output("pdftotext", "-raw", path);
    return g_strsplit(text, "\f", -1);
}

/* Whatever the number of rows: the questions are on a page with something else, and no heading is
 * at a page's foot. */
Test(rcti_pdf, nothing_is_left_alone)
{
    for (guint rows = 1; rows <= 40; rows++) {
        g_autoptr(pdf_sample) sample = pdf_sample_large_new();
        g_array_set_size(sample->unpaid, rows);
        g_array_set_size(sample->pending, rows % 3);
        g_array_set_size(sample->slots, 90);
        g_array_set_size(sample->adhoc, 2);
        sample->run.company.agreement_text = "Both agree.";
        g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
        g_auto(GStrv) pages = pages_of(path);
        const guint count = g_strv_length(pages) - 1;
        int questions = 0;
        for (guint i = 0; i < count; i++) {
            g_auto(GStrv) lines = g_strsplit(pages[i], "\n", -1);
            const guint last = g_strv_length(lines) - 3; /* then the footer */
            questions += pdf_count(pages[i], "Questions\n");
            cr_expect_gt(g_strv_length(lines), 9, "%u rows, page %u: %s", rows, i, pages[i]);
            cr_expect_str_neq(lines[last], "Not paid, and why");
            cr_expect_str_neq(lines[last], "Questions");
        }
        cr_expect_eq(questions, 1);
    }
}

/* So many words. The caller frees. */
static char *words_new(guint count)
{
    GString *text = g_string_new("first");
    for (guint i = 0; i < count; i++) {
        g_string_append(text, " and more");
    }
    return g_string_free(text, FALSE);
}

/* Rows of any height, also higher than a page: what follows a heading is on its page. */
Test(rcti_pdf, no_heading_is_alone_above_a_high_row)
{
    static const guint heights[] = {3, 40, 200, 500, 700, 1500};
    for (guint i = 0; i < 4 * G_N_ELEMENTS(heights); i++) {
        g_autoptr(pdf_sample) sample = pdf_sample_large_new();
        g_autofree char *why = words_new(heights[i / 4]);
        g_array_set_size(sample->unpaid, 1 + i % 4);
        for (guint row = 0; row < sample->unpaid->len; row++) {
            g_array_index(sample->unpaid, struct not_paid_row, row).why = why;
        }
        g_array_set_size(sample->pending, i % 3);
        g_array_set_size(sample->slots, 90);
        g_array_set_size(sample->adhoc, 2 + i % 24);
        g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
        g_auto(GStrv) pages = pages_of(path);
        int found = 0;
        for (guint page = 0; pages[page] != NULL; page++) {
            const char *heading = strstr(pages[page], "Not paid, and why\n");
            if (heading != NULL) {
                found++;
                cr_expect_not_null(strstr(heading, "first and more"), "%u: %s", i, heading);
            }
        }
        cr_expect_eq(found, 1);
    }
}

/* The page that has this text; NULL where none has. */
static const char *page_with(const GStrv pages, const char *text)
{
    for (guint i = 0; pages[i] != NULL; i++) {
        if (strstr(pages[i], text) != NULL) {
            return pages[i];
        }
    }
    return NULL;
}

/* However long the names are, and wherever a page ends. */
Test(rcti_pdf, no_box_is_torn)
{
    for (guint lines = 1; lines <= 30; lines++) {
        g_autoptr(pdf_sample) sample = issued_new();
        g_autofree char *name = words_new(20);
        g_autofree char *account = g_strconcat(name, " accountend", NULL);
        g_autofree char *address = g_strconcat(name, " addressend", NULL);
        sample->report.supplier.legal_name = name;
        sample->report.supplier.account_name = account;
        sample->report.supplier.address_line_1 = name;
        sample->report.supplier.address_line_2 = address;
        for (guint i = 1; i < lines; i++) {
            pdf_sample_line_add(sample, RATE_ADHOC, 17000 + i, 60, true);
        }
        g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
        g_auto(GStrv) pages = pages_of(path);
        const char *payment = page_with(pages, "Payment\n");
        const char *parties = page_with(pages, "Supplier\n");
        cr_assert_not_null(payment);
        cr_assert_not_null(parties);
        cr_expect_not_null(strstr(payment, "Due date"), "%u lines: %s", lines, payment);
        cr_expect_not_null(strstr(payment, "accountend"), "%u lines: %s", lines, payment);
        cr_expect_not_null(strstr(parties, "addressend"), "%u lines: %s", lines, parties);
        cr_expect_not_null(strstr(parties, "Recipient\n"), "%u lines: %s", lines, parties);
    }
}

Test(rcti_pdf, a_long_heading_wraps)
{
    g_autoptr(pdf_sample) sample = issued_new();
    g_autofree char *reference = g_strnfill(60, 'W');
    sample->report.supplier.agreement_ref = reference;
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *text = pdf_folded_text(path);
    cr_expect_null(strstr(text, reference));
    cr_expect_not_null(strstr(text, "Agreement WWWW"));
    int capitals = 0;
    for (const char *at = text; *at != '\0'; at++) {
        capitals += *at == 'W' && (at[1] == 'W' || at[-1] == 'W');
    }
    cr_expect_eq(capitals, 60);
}

Test(rcti_pdf, a_slot_that_is_pending_has_a_mark_of_its_own)
{
    g_autoptr(pdf_sample) sample = issued_new();
    struct hour *pending = &g_array_index(sample->slots, struct hour, 24);
    cr_assert_eq(pending->notes, NOTE_PENDING_COMPLETION);
    pending->notes = 0;
    g_autofree char *before_path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *before = pdf_folded_text(before_path);
    cr_expect_null(strstr(before, "still to be marked"));
    pending->notes = NOTE_PENDING_COMPLETION;
    g_autofree char *path = pdf_folder_write(&folder, sample, "b.pdf");
    g_autofree char *text = pdf_folded_text(path);
    cr_expect_not_null(strstr(text, "M paid, still to be marked"));
    cr_expect_not_null(strstr(text, "10:00 M 11:00"), "%s", text);
}

Test(rcti_pdf, documents_are_small_and_private)
{
    g_autoptr(pdf_sample) plain = issued_new();
    g_autoptr(pdf_sample) other = issued_new();
    plain->report.supplier.legal_name = "Zoë O’Brien";
    other->report.supplier.legal_name = "Nguyễn Thị Ánh";
    g_autofree char *plain_path = pdf_folder_write(&folder, plain, "a.pdf");
    g_autofree char *other_path = pdf_folder_write(&folder, other, "b.pdf");
    g_autoptr(pdf_sample) accents = issued_new();
    accents->report.supplier.legal_name = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß àáâãäåæçèéêëìíîïðñòóôõö";
    accents->report.supplier.address_line_1 = "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ";
    g_autofree char *accents_path = pdf_folder_write(&folder, accents, "c.pdf");
    struct stat status;
    cr_assert_eq(stat(accents_path, &status), 0);
    cr_expect_lt(status.st_size, 25000);
    cr_assert_eq(stat(plain_path, &status), 0);
    cr_expect_lt(status.st_size, 25000);
    cr_expect_eq(status.st_mode & 0777, 0600);
    cr_assert_eq(stat(other_path, &status), 0);
    cr_expect_lt(status.st_size, 60000);
}

Test(rcti_pdf, an_account_may_be_unknown_and_an_address_blank)
{
    g_autoptr(pdf_sample) sample = issued_new();
    struct supplier *supplier = &sample->report.supplier;
    supplier->account_number = "";
    supplier->address_line_1 = supplier->address_line_2 = supplier->suburb = "";
    supplier->state = supplier->postcode = supplier->trading_name = "";
    g_autofree char *path = pdf_folder_write(&folder, sample, "a.pdf");
    g_autofree char *text = pdf_folded_text(path);
    cr_expect_not_null(strstr(text, "no account on file"));
    cr_expect_not_null(strstr(text, "no address on file"));
    cr_expect_null(strstr(text, "trading as"));
}
