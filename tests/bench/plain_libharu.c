#include "tests/bench/plain_libharu.h"

#include <hpdf.h>
#include <stdio.h>
#include <string.h>

#define FONTS "/usr/share/fonts/truetype/liberation2/LiberationSans-"

static void failed(HPDF_STATUS code, HPDF_STATUS detail, void *data)
{
    bool *good = data;
    fprintf(stderr, "libharu: 0x%04lX, detail %lu\n", code, detail);
    *good = false;
}

static void text(HPDF_Page page, HPDF_Font font, float size, float x, float y, const char *shown)
{
    HPDF_Page_BeginText(page);
    HPDF_Page_SetFontAndSize(page, font, size);
    HPDF_Page_MoveTextPos(page, x, y);
    HPDF_Page_ShowText(page, shown);
    HPDF_Page_EndText(page);
}

static void box(HPDF_Page page, float x, float y)
{
    HPDF_Page_SetRGBFill(page, 0.87f, 0.92f, 0.97f);
    HPDF_Page_SetRGBStroke(page, 0.35f, 0.35f, 0.35f);
    HPDF_Page_Rectangle(page, x, y, 30.0f, 11.0f);
    HPDF_Page_FillStroke(page);
    HPDF_Page_SetRGBFill(page, 0.1f, 0.1f, 0.1f);
}

/* Half of everything. */
static void page_draw(HPDF_Page page, HPDF_Font regular, HPDF_Font bold, const char *name)
{
    HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    text(page, bold, 21.0f, 48.0f, 760.0f, "Recipient Created Tax Invoice");
    text(page, bold, 11.0f, 48.0f, 740.0f, name);
    for (int i = 0; i < PLAIN_BOXES / 2; i++) {
        const int row = i / 14;
        box(page, 48.0f + (float)(i % 14) * 35.0f, 640.0f + (float)row * 13.0f);
    }
    for (int i = 0; i < PLAIN_TEXTS / 2 - 2; i++) {
        const int row = i / 6;
        char shown[64];
        snprintf(shown, sizeof shown, i % 6 == 4 ? "A%06d was not marked as completed" : "%02d:00",
                 i);
        text(page, i % 6 == 0 ? bold : regular, 8.5f, 48.0f + (float)(i % 6) * 80.0f,
             620.0f - (float)row * 16.0f, shown);
    }
    for (int i = 0; i < PLAIN_LINES / 2; i++) {
        HPDF_Page_SetLineWidth(page, 0.5f);
        HPDF_Page_MoveTo(page, 48.0f, 615.0f - (float)i * 16.0f);
        HPDF_Page_LineTo(page, 547.0f, 615.0f - (float)i * 16.0f);
        HPDF_Page_Stroke(page);
    }
}

bool plain_document_write(const char *encoding, const char *name, const char *path)
{
    bool good = true;
    HPDF_Doc document = HPDF_New(failed, &good);
    if (document == NULL) {
        return false;
    }
    HPDF_SetCompressionMode(document, HPDF_COMP_ALL);
    if (strcmp(encoding, "UTF-8") == 0) {
        HPDF_UseUTFEncodings(document);
    }
    const char *regular = HPDF_LoadTTFontFromFile(document, FONTS "Regular.ttf", HPDF_TRUE);
    const char *bold = HPDF_LoadTTFontFromFile(document, FONTS "Bold.ttf", HPDF_TRUE);
    HPDF_Font regular_font = HPDF_GetFont(document, regular, encoding);
    HPDF_Font bold_font = HPDF_GetFont(document, bold, encoding);
    for (int i = 0; i < 2 && good; i++) {
        page_draw(HPDF_AddPage(document), regular_font, bold_font, name);
    }
    HPDF_SaveToFile(document, path);
    HPDF_Free(document);
    return good;
}
