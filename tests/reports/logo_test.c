#include "reports/documents/document.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tests/reports/pdf_tools.h"

/* The company's logo in the documents. */

static struct pdf_folder folder;

static void set_up(void)
{
    folder = pdf_folder_new();
}

static void tear_down(void)
{
    pdf_folder_remove(&folder);
}

TestSuite(logo, .init = set_up, .fini = tear_down);

/* 8 x 2 dots, ever less transparent. */
static const char with_alpha[] =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAACCAYAAABllJ3tAAAAIklEQVR42mMQ96phAGIVIPYA4hwgngDEW4D4BhD/"
    "YSCkAACRmBWxLd1v7wAAAABJRU5ErkJggg==";
/* 8 x 2 dots. */
static const char in_grey[] =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAACCAAAAABA/8IxAAAAFElEQVR42mNgUPHImbDlxh8GGAMAOyIH4dnlBeUA"
    "AAAASUVORK5CYII=";
/* 8 x 2 dots of two colours, one of them transparent. */
static const char with_palette[] =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAACCAMAAABSSm3fAAAABlBMVEUXSnz///+IoPIyAAAAAnRSTlP/AOW3MEoA"
    "AAAOSURBVHjaY2BghEIYAwAAVgAJiBcoMAAAAABJRU5ErkJggg==";
/* 1999 x 20 dots of one colour. */
static const char wide[] =
    "iVBORw0KGgoAAAANSUhEUgAAB88AAAAUCAIAAACMIetnAAAAs0lEQVR42u3YMQ0AAAgEsXeBJzQhHhFMJE2q4MZL"
    "9QAAAAAAABeRAAAAAAAA3HYAAAAAAHDbAQAAAADAbQcAAAAAALddBQAAAAAAcNsBAAAAAMBtBwAAAAAAtx0AAAAA"
    "ANx2AAAAAADAbQcAAAAAALcdAAAAAADcdgAAAAAAcNsBAAAAAAC3HQAAAAAA3HYAAAAAAHDbAQAAAADAbQcAAAAA"
    "ANx2AAAAAABw2wEAAAAA4KkFKnbZ1+Bs1WMAAAAASUVORK5CYII=";

/* The document with that logo; its path, to be freed. */
static char *logo_document(const char *logo_png, const char *name)
{
    GError *error = NULL;
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    sample->run.company.logo_png = logo_png;
    g_autoptr(document_stock) stock =
        document_stock_new(&sample->run.company, folder.fonts, &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    char *path = g_build_filename(folder.path, name, NULL);
    cr_assert(pdf_sample_write(sample, stock, path, &error));
    return path;
}

Test(logo, pictures_of_any_kind_are_shown_once)
{
    static const struct {
        const char *logo;
        const char *listed; /* width, height, colours, parts, bits */
    } rows[] = {
        {with_alpha, "image +8 +2 +rgb +3 +8 "},
        {in_grey, "image +8 +2 +gray +1 +8 "},
        {with_palette, "image +8 +2 +rgb +3 +8 "},
        {wide, "image +500 +5 +rgb +3 +8 "}, /* no finer than print can show */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = logo_document(rows[i].logo, "a.pdf");
        g_autofree char *images = pdf_tool_output("pdfimages", "-list", path);
        cr_expect(g_regex_match_simple(rows[i].listed, images, 0, 0), "%zu: %s", i, images);
        cr_expect_eq(pdf_count(images, "\n"), 3, "%s", images); /* headings and one */
        g_free(pdf_tool_output("qpdf", "--check", path));
        g_autofree char *text = pdf_folded_text(path);
        cr_expect_not_null(strstr(text, "partners@example.com · 02 5550 0100"));
    }
}

Test(logo, what_is_no_picture_is_an_error)
{
    const struct report_company company = {.logo_png = "bm8gcGljdHVyZQ=="};
    g_autoptr(GError) error = NULL;
    cr_expect_null(document_stock_new(&company, folder.fonts, &error));
    cr_assert(g_error_matches(error, DOCUMENT_ERROR, DOCUMENT_ERROR_INCOMPLETE));
    cr_expect_str_eq(error->message, "company.ini: the logo is no PNG picture");
}

/* With the demonstration's logo and a draft's words across each page. */
Test(logo, an_accented_name_keeps_the_document_small)
{
    g_autofree char *png = NULL;
    gsize size = 0;
    cr_assert(
        g_file_get_contents("fixtures/2026-09-demonstration/input/logo.png", &png, &size, NULL));
    g_autofree char *logo = g_base64_encode((const guchar *)png, size);
    GError *error = NULL;
    g_autoptr(pdf_sample) sample = pdf_sample_new();
    sample->run.company.logo_png = logo;
    sample->report.supplier.legal_name = "José Núñez";
    sample->report.supplier.account_name = "José Núñez";
    g_autoptr(document_stock) stock =
        document_stock_new(&sample->run.company, folder.fonts, &error);
    cr_assert_not_null(stock);
    g_autofree char *path = g_build_filename(folder.path, "a.pdf", NULL);
    cr_assert(pdf_sample_write(sample, stock, path, &error));
    GStatBuf status;
    cr_assert_eq(g_stat(path, &status), 0);
    cr_expect_lt(status.st_size, 26000, "%ld", (long)status.st_size);
    g_autofree char *listed = pdf_tool_output("pdffonts", NULL, path);
    cr_expect_eq(pdf_count(listed, "LiberationSans"), 2, "%s", listed); /* one a face */
}

Test(logo, same_bytes_from_another_stock)
{
    g_autofree char *first = logo_document(with_alpha, "a.pdf");
    g_autofree char *second = logo_document(with_alpha, "b.pdf");
    g_autofree char *first_bytes = NULL;
    g_autofree char *second_bytes = NULL;
    gsize first_length = 0;
    gsize second_length = 0;
    cr_assert(g_file_get_contents(first, &first_bytes, &first_length, NULL));
    cr_assert(g_file_get_contents(second, &second_bytes, &second_length, NULL));
    cr_expect(first_length == second_length &&
              memcmp(first_bytes, second_bytes, first_length) == 0);
}
