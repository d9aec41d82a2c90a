#include "reports/pdf_font.h"

#include <hpdf_doc.h>

#include "reports/pdf_flate.h"
#include "reports/pdf_object.h"

/* Letters, digits and the signs of addresses, links and our own tables. Each further character is
 * some 60 bytes more in every document; one that is not here costs about 1 kB where it is used. */
static const char base_characters[] =
    " $%&'()+,-./0123456789:;?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "\u00A0·–’…";

enum { FIRST_BYTE = 0x20, LAST_BYTE = 0xFF };

/* Any six letters mark a subset. */
static const char *const base_names[FONT_FACE_COUNT] = {"RCTIAA+LiberationSans",
                                                        "RCTIAB+LiberationSans-Bold"};
static const char *const other_names[FONT_FACE_COUNT] = {"RCTIAC+LiberationSans",
                                                         "RCTIAD+LiberationSans-Bold"};

uint8_t pdf_base_font_byte(const struct pdf_base_font *base, uint32_t character)
{
    uint8_t byte = fonts_winansi_byte(character);
    return base->has[byte] ? byte : 0;
}

/* ---- what both kinds say of themselves ---- */

enum { NONSYMBOLIC = 32, SYMBOLIC = 4 };

/* The caller frees. */
static char *descriptor_entries(const struct fonts *fonts, enum font_face face, const char *name,
                                int flags)
{
    const struct font_metrics m = fonts_metrics(fonts, face);
    return g_strdup_printf("/Type /FontDescriptor\n/FontName /%s\n/Flags %d\n"
                           "/FontBBox [%d %d %d %d]\n/ItalicAngle 0\n/Ascent %d\n/Descent %d\n"
                           "/CapHeight %d\n/StemV %d\n",
                           name, flags, m.left, m.bottom, m.right, m.top, m.ascent, m.descent,
                           m.capital_height, face == FONT_BOLD ? 140 : 80);
}

/* The caller frees. */
static char *program_entries(GBytes *font)
{
    return g_strdup_printf("/Length1 %zu\n", g_bytes_get_size(font));
}

static GBytes *bytes_deflated(GBytes *bytes, enum pdf_effort effort)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    return pdf_flate_new(data, size, effort);
}

/* ---- the base ---- */

/* The caller frees. */
static char *base_entries(enum font_face face, const int32_t widths[LAST_BYTE + 1])
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text,
                    "/Type /Font\n/Subtype /TrueType\n/BaseFont /%s\n/FirstChar %d\n/LastChar %d\n"
                    "/Encoding /WinAnsiEncoding\n/Widths [",
                    base_names[face], FIRST_BYTE, LAST_BYTE);
    for (int byte = FIRST_BYTE; byte <= LAST_BYTE; byte++) {
        g_string_append_printf(text, byte == FIRST_BYTE ? "%d" : " %d", (int)widths[byte]);
    }
    g_string_append(text, "]\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

bool pdf_base_font_init(struct pdf_base_font *base, const struct fonts *fonts, enum font_face face,
                        GError **error)
{
    uint32_t characters[G_N_ELEMENTS(base_characters)];
    size_t count = 0;
    int32_t widths[LAST_BYTE + 1] = {0};
    *base = (struct pdf_base_font){0};
    for (const char *at = base_characters; *at != '\0'; count++) {
        characters[count] = fonts_next_character(fonts, &at);
        const uint8_t byte = fonts_winansi_byte(characters[count]);
        base->has[byte] = true;
        widths[byte] = fonts_character_width(fonts, face, characters[count]);
    }
    g_autoptr(GBytes) font = fonts_subset_new(fonts, face, characters, count, NULL, error);
    if (font == NULL) {
        return false;
    }
    base->program = bytes_deflated(font, PDF_EFFORT_BEST);
    base->program_entries = program_entries(font);
    base->entries = base_entries(face, widths);
    base->descriptor = descriptor_entries(fonts, face, base_names[face], NONSYMBOLIC);
    return true;
}

void pdf_base_font_clear(struct pdf_base_font *base)
{
    g_clear_pointer(&base->program, g_bytes_unref);
    g_free(base->program_entries);
    g_free(base->entries);
    g_free(base->descriptor);
}

HPDF_Dict pdf_base_font_embed(const struct pdf_base_font *base, HPDF_Doc document)
{
    HPDF_Dict font = pdf_object_new(document, base->entries);
    HPDF_Dict descriptor = pdf_object_new(document, base->descriptor);
    pdf_object_refer(font, "FontDescriptor", descriptor);
    pdf_object_refer(descriptor, "FontFile2",
                     pdf_object_stream_new(document, base->program_entries, base->program));
    return font;
}

/* ---- the others ---- */

/* Which character each number is, so that text can be searched and copied. */
static GBytes *unicode_map_new(const GArray *characters)
{
    enum { ENTRIES_MAX = 100 }; /* of one section */
    g_autoptr(GString) map =
        g_string_new("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                     "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
                     "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                     "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    for (guint first = 0; first < characters->len; first += ENTRIES_MAX) {
        guint end = MIN(first + ENTRIES_MAX, characters->len);
        g_string_append_printf(map, "%u beginbfchar\n", end - first);
        for (guint i = first; i < end; i++) {
            g_string_append_printf(map, "<%04X> <%04X>\n", i + 1,
                                   g_array_index(characters, uint32_t, i));
        }
        g_string_append(map, "endbfchar\n");
    }
    g_string_append(map, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    return pdf_flate_new(map->str, map->len, PDF_EFFORT_QUICK);
}

/* Which glyph each number is. */
static GBytes *glyph_map_new(const uint16_t *glyphs, size_t count)
{
    g_autofree guint8 *map = g_malloc0(2 * (count + 1));
    for (size_t i = 0; i < count; i++) {
        map[2 * i + 2] = (guint8)(glyphs[i] >> 8);
        map[2 * i + 3] = (guint8)(glyphs[i] & 0xFF);
    }
    return pdf_flate_new(map, 2 * (count + 1), PDF_EFFORT_QUICK);
}

static char *other_entries(const struct fonts *fonts, enum font_face face, const GArray *characters)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text,
                    "/Type /Font\n/Subtype /CIDFontType2\n/BaseFont /%s\n"
                    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"
                    "/W [1 [",
                    other_names[face]);
    for (guint i = 0; i < characters->len; i++) {
        uint32_t character = g_array_index(characters, uint32_t, i);
        g_string_append_printf(text, i == 0 ? "%d" : " %d",
                               (int)fonts_character_width(fonts, face, character));
    }
    g_string_append(text, "]]\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The font of the numbers; the font that a page names refers to it. */
static HPDF_Dict descendant_embed(const struct fonts *fonts, enum font_face face,
                                  const GArray *characters, HPDF_Doc document, GError **error)
{
    const uint32_t *wanted = (const uint32_t *)(const void *)characters->data;
    g_autofree uint16_t *glyphs = g_new(uint16_t, characters->len);
    g_autoptr(GBytes) font = fonts_subset_new(fonts, face, wanted, characters->len, glyphs, error);
    if (font == NULL) {
        return NULL;
    }
    g_autoptr(GBytes) program = bytes_deflated(font, PDF_EFFORT_QUICK);
    g_autoptr(GBytes) glyph_map = glyph_map_new(glyphs, characters->len);
    g_autofree char *length = program_entries(font);
    g_autofree char *entries = other_entries(fonts, face, characters);
    g_autofree char *described = descriptor_entries(fonts, face, other_names[face], SYMBOLIC);
    HPDF_Dict descendant = pdf_object_new(document, entries);
    HPDF_Dict descriptor = pdf_object_new(document, described);
    pdf_object_refer(descendant, "FontDescriptor", descriptor);
    pdf_object_refer(descriptor, "FontFile2", pdf_object_stream_new(document, length, program));
    pdf_object_refer(descendant, "CIDToGIDMap", pdf_object_stream_new(document, "", glyph_map));
    return descendant;
}

HPDF_Dict pdf_other_font_embed(const struct fonts *fonts, enum font_face face,
                               const GArray *characters, HPDF_Doc document, GError **error)
{
    HPDF_Dict descendant = descendant_embed(fonts, face, characters, document, error);
    if (descendant == NULL) {
        return NULL;
    }
    g_autofree char *entries = g_strdup_printf(
        "/Type /Font\n/Subtype /Type0\n/BaseFont /%s\n/Encoding /Identity-H\n", other_names[face]);
    g_autoptr(GBytes) map = unicode_map_new(characters);
    HPDF_Dict font = pdf_object_new(document, entries);
    HPDF_Array descendants = HPDF_Array_New(document->mmgr);
    if (descendants != NULL) {
        HPDF_Array_Add(descendants, descendant);
    }
    pdf_object_refer(font, "DescendantFonts", descendants);
    pdf_object_refer(font, "ToUnicode", pdf_object_stream_new(document, "", map));
    return font;
}
