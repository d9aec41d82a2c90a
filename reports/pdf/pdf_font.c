#include "reports/pdf/pdf_font.h"

#include <hpdf_doc.h>

#include "reports/pdf/pdf_flate.h"
#include "reports/pdf/pdf_object.h"

/* Letters, digits and the signs of addresses, links and our own tables. Each further character is
 * some 60 bytes more in every document; one that is not here has to be added where it is used. */
#define LETTERS_AND_DIGITS                                                                         \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 $&'(),-./:’\u00A0"
static const char *const base_characters[FONT_FACE_COUNT] = {
    [FONT_REGULAR] = LETTERS_AND_DIGITS "%+;?@_·–…",
    [FONT_BOLD] = LETTERS_AND_DIGITS,
};

enum { BYTE_COUNT = 256 };

/* Any six letters mark a subset. */
static const char *const face_names[FONT_FACE_COUNT] = {"LiberationSans", "LiberationSans-Bold"};
static const char *const other_names[FONT_FACE_COUNT] = {"RCTIAE+LiberationSans",
                                                         "RCTIAF+LiberationSans-Bold"};

/* ---- what all kinds say of themselves ---- */

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

/* ---- one byte a character ---- */

/* The caller frees. */
static char *byte_font_entries(const char *name, const bool has[BYTE_COUNT],
                               const int32_t widths[BYTE_COUNT])
{
    int first = 0;
    int last = BYTE_COUNT - 1;
    while (first < last && !has[first]) {
        first++;
    }
    while (last > first && !has[last]) {
        last--;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text,
                    "/Type /Font\n/Subtype /TrueType\n/BaseFont /%s\n/FirstChar %d\n/LastChar %d\n"
                    "/Encoding /WinAnsiEncoding\n/Widths [",
                    name, first, last);
    for (int byte = first; byte <= last; byte++) {
        g_string_append_printf(text, byte == first ? "%d" : " %d", (int)widths[byte]);
    }
    g_string_append(text, "]\n");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* What tells one subset from another: letters of a checksum of its characters. The caller frees. */
static char *subset_name(enum font_face face, const bool has[BYTE_COUNT])
{
    uint32_t sum = 2166136261U; /* FNV-1a */
    for (int byte = 0; byte < BYTE_COUNT; byte++) {
        sum = (sum ^ (has[byte] ? (uint32_t)byte + 1 : 0)) * 16777619U;
    }
    char tag[7] = {0};
    for (int i = 0; i < 6; i++) {
        tag[i] = (char)('A' + sum % 26);
        sum /= 26;
    }
    return g_strdup_printf("%s+%s", tag, face_names[face]);
}

static void character_add(struct pdf_byte_font *byte_font, GArray *characters, uint32_t character)
{
    byte_font->has[fonts_winansi_byte(character)] = true;
    g_array_append_val(characters, character);
}

/* The base's characters and the others. The caller unrefs. */
static GArray *characters_list(struct pdf_byte_font *byte_font, enum font_face face,
                               const bool more[BYTE_COUNT])
{
    GArray *characters = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    for (const char *at = base_characters[face]; *at != '\0'; at = g_utf8_next_char(at)) {
        character_add(byte_font, characters, g_utf8_get_char(at));
    }
    for (int byte = 0; more != NULL && byte < BYTE_COUNT; byte++) {
        if (more[byte] && !byte_font->has[byte]) {
            character_add(byte_font, characters, fonts_winansi_character((uint8_t)byte));
        }
    }
    return characters;
}

bool pdf_byte_font_init(struct pdf_byte_font *byte_font, const struct fonts *fonts,
                        enum font_face face, const bool more[BYTE_COUNT], GError **error)
{
    *byte_font = (struct pdf_byte_font){.program = NULL};
    g_autoptr(GArray) characters = characters_list(byte_font, face, more);
    int32_t widths[BYTE_COUNT] = {0};
    for (guint i = 0; i < characters->len; i++) {
        const uint32_t character = g_array_index(characters, uint32_t, i);
        widths[fonts_winansi_byte(character)] = fonts_character_width(fonts, face, character);
    }
    const uint32_t *wanted = (const uint32_t *)(const void *)characters->data;
    g_autoptr(GBytes) font = fonts_subset_new(fonts, face, wanted, characters->len, NULL, error);
    if (font == NULL) {
        return false;
    }
    g_autofree char *name = subset_name(face, byte_font->has);
    byte_font->program = bytes_deflated(font, PDF_EFFORT_BEST);
    byte_font->program_entries = program_entries(font);
    byte_font->entries = byte_font_entries(name, byte_font->has, widths);
    byte_font->descriptor = descriptor_entries(fonts, face, name, NONSYMBOLIC);
    return true;
}

void pdf_byte_font_clear(struct pdf_byte_font *font)
{
    g_clear_pointer(&font->program, g_bytes_unref);
    g_free(font->program_entries);
    g_free(font->entries);
    g_free(font->descriptor);
}

HPDF_Dict pdf_byte_font_embed(const struct pdf_byte_font *font, HPDF_Doc document)
{
    HPDF_Dict embedded = pdf_object_new(document, font->entries);
    HPDF_Dict descriptor = pdf_object_new(document, font->descriptor);
    pdf_object_refer(embedded, "FontDescriptor", descriptor);
    pdf_object_refer(descriptor, "FontFile2",
                     pdf_object_stream_new(document, font->program_entries, font->program));
    return embedded;
}

/* ---- two bytes a character ---- */

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
