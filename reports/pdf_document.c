#include <errno.h>
#include <fcntl.h>
#include <hpdf_doc.h>
#include <hpdf_streams.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reports/pdf_font.h"
#include "reports/pdf_page.h"
#include "reports/pdf_state.h"

/* A document as a whole: libharu's start and end, its fonts, information and file. */

G_DEFINE_QUARK(pdf_error, pdf_error)

static void error_keep(HPDF_STATUS code, HPDF_STATUS detail, void *data)
{
    struct pdf_page *page = data;
    if (page->first_error == HPDF_OK) {
        page->first_error = code;
        page->first_detail = detail;
    }
}

/* ---- what is in it ---- */

static void info_set(struct pdf_page *page)
{
    const struct pdf_info *info = page->info;
    HPDF_Doc document = page->document;
    bool ascii = g_str_is_ascii(info->title) && g_str_is_ascii(info->author) &&
                 g_str_is_ascii(info->subject);
    if (!ascii) {
        HPDF_SetCurrentEncoder(document, "UTF-8");
    }
    HPDF_SetInfoAttr(document, HPDF_INFO_TITLE, info->title);
    HPDF_SetInfoAttr(document, HPDF_INFO_AUTHOR, info->author);
    HPDF_SetInfoAttr(document, HPDF_INFO_SUBJECT, info->subject);
    HPDF_SetInfoAttr(document, HPDF_INFO_CREATOR, "rcti " RCTI_VERSION);
    struct civil civil = day_to_civil(info->date);
    const HPDF_Date date = {.year = civil.year, .month = civil.month, .day = civil.day, .ind = ' '};
    HPDF_SetInfoDateAttr(document, HPDF_INFO_CREATION_DATE, date);
    HPDF_SetInfoDateAttr(document, HPDF_INFO_MOD_DATE, date);
}

static bool fonts_load(struct pdf_page *page, GError **error)
{
    for (int face = 0; face < FONT_FACE_COUNT; face++) {
        page->winansi[face] = pdf_font_winansi(page->document, page->fonts, face);
        if (!page->has_others[face]) {
            continue;
        }
        g_autoptr(GBytes) subset = fonts_subset_new(page->fonts, face, &page->others[face], error);
        if (subset == NULL) {
            return false;
        }
        page->unicode[face] = pdf_font_unicode(page->document, face, subset, &page->others[face]);
    }
    return true;
}

/* ---- the watermark ---- */

/* In tenths of a point: whole numbers are shorter. */
static void watermark_append(const struct pdf_page *page, const char *utf8, double size,
                             double below, GString *path)
{
    /* Up the page at 52 degrees: about the slope of the paper's diagonal. */
    const double cosine = 0.6157;
    const double sine = 0.7880;
    const double half = (double)fonts_text_width(page->fonts, FONT_BOLD, utf8) * size / 2000.0;
    const double x = (double)PDF_PAPER_WIDTH / 2.0 - half * cosine + below * sine;
    const double y = (double)PDF_PAPER_HEIGHT / 2.0 - half * sine - below * cosine;
    const double matrix[6] = {10.0 * size * cosine, 10.0 * size * sine, -10.0 * size * sine,
                              10.0 * size * cosine, 10.0 * x,           10.0 * y};
    fonts_outline_append(page->fonts, FONT_BOLD, utf8, matrix, path);
}

/* A form that every page shows: its outlines stand in the file once. libharu has no function for
 * forms, but its images are made the same way. */
static void watermark_make(struct pdf_page *page)
{
    HPDF_Doc document = page->document;
    HPDF_Dict form = HPDF_DictStream_New(document->mmgr, document->xref);
    if (form == NULL) {
        return;
    }
    form->header.obj_class |= HPDF_OSUBCLASS_XOBJECT;
    form->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    HPDF_Dict_AddName(form, "Type", "XObject");
    HPDF_Dict_AddName(form, "Subtype", "Form");
    const HPDF_Box paper = {0.0f, 0.0f, PDF_PAPER_WIDTH, PDF_PAPER_HEIGHT};
    HPDF_Dict_Add(form, "BBox", HPDF_Box_Array_New(document->mmgr, paper));
    g_autoptr(GString) path = g_string_new("0.886 g 0.1 0 0 0.1 0 0 cm\n");
    watermark_append(page, page->info->watermark, 150.0, 0.0, path);
    watermark_append(page, page->info->watermark_below, 44.0, 56.0, path);
    HPDF_Stream_WriteStr(form->stream, path->str);
    page->watermark = form;
}

/* ---- the file ---- */

static bool stream_write(HPDF_Stream stream, int file)
{
    for (HPDF_UINT i = 0; i < HPDF_MemStream_GetBufCount(stream); i++) {
        HPDF_UINT length = 0;
        const HPDF_BYTE *part = HPDF_MemStream_GetBufPtr(stream, i, &length);
        while (length > 0) {
            ssize_t written = write(file, part, length);
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written <= 0) {
                return false;
            }
            part += written;
            length -= (HPDF_UINT)written;
        }
    }
    return true;
}

/* Not synchronised to the disk: a run has thousands, and its whole directory is renamed at the
 * end, which is where that belongs. */
static bool file_write(HPDF_Stream stream, const char *path, GError **error)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool written = file >= 0 && fchmod(file, 0600) == 0 && stream_write(stream, file);
    int reason = errno;
    if (file >= 0 && close(file) != 0 && written) {
        written = false;
        reason = errno;
    }
    if (!written) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(reason), "%s: %s", path,
                    g_strerror(reason));
        if (file >= 0) {
            unlink(path);
        }
    }
    return written;
}

static bool document_save(struct pdf_page *page, const char *path, GError **error)
{
    if (page->first_error == HPDF_OK) {
        HPDF_SaveToStream(page->document);
    }
    if (page->first_error != HPDF_OK) {
        g_set_error(error, PDF_ERROR, PDF_ERROR_LIBRARY, "%s: libharu's error 0x%04lX, detail %lu",
                    path, (unsigned long)page->first_error, (unsigned long)page->first_detail);
        return false;
    }
    return file_write(page->document->stream, path, error);
}

static void pages_draw(struct pdf_page *page, pdf_draw_function draw, const void *content)
{
    page->number = 0;
    pdf_page_begin(page);
    draw(page, content);
    pdf_page_end(page);
}

static bool document_draw(struct pdf_page *page, pdf_draw_function draw, const void *content,
                          const char *path, GError **error)
{
    HPDF_SetCompressionMode(page->document, HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(page->document);
    info_set(page);
    if (!fonts_load(page, error)) {
        return false;
    }
    if (page->info->watermark[0] != '\0') {
        watermark_make(page);
    }
    pages_draw(page, draw, content);
    return document_save(page, path, error);
}

bool pdf_document_write(const struct fonts *fonts, const struct pdf_info *info,
                        pdf_draw_function draw, const void *content, const char *path,
                        GError **error)
{
    struct pdf_page *page = g_new0(struct pdf_page, 1);
    page->fonts = fonts;
    page->info = info;
    page->text = g_string_sized_new(256);
    pages_draw(page, draw, content);
    page->total = page->number;

    page->document = HPDF_New(error_keep, page);
    bool written = false;
    if (page->document == NULL) {
        g_set_error(error, PDF_ERROR, PDF_ERROR_LIBRARY, "%s: libharu cannot start", path);
    } else {
        written = document_draw(page, draw, content, path, error);
        HPDF_Free(page->document);
    }
    g_string_free(page->text, TRUE);
    g_free(page);
    return written;
}
