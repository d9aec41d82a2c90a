#include "reports/pdf_font.h"

#include <hpdf_doc.h>
#include <hpdf_font.h>
#include <hpdf_streams.h>
#include <stdio.h>
#include <string.h>

/* libharu loads fonts from files only; its parts, which its library exports, do so from memory. A
 * font's name in the document is the tag (which marks a subset) and the font's own name. */
static const char *font_load(HPDF_Doc document, GBytes *font, const char *tag)
{
    gsize size = 0;
    const HPDF_BYTE *data = g_bytes_get_data(font, &size);
    HPDF_Stream stream = HPDF_MemStream_New(document->mmgr, (HPDF_UINT)size + 1);
    if (stream == NULL) {
        return NULL;
    }
    if (HPDF_Stream_Write(stream, data, (HPDF_UINT)size) != HPDF_OK) {
        HPDF_Stream_Free(stream);
        return NULL;
    }
    /* Takes the stream over, also where it fails. */
    HPDF_FontDef definition = HPDF_TTFontDef_Load(document->mmgr, stream, HPDF_TRUE);
    if (definition == NULL) {
        return NULL;
    }
    char writable_tag[HPDF_TTF_FONT_TAG_LEN + 1];
    g_strlcpy(writable_tag, tag, sizeof writable_tag);
    HPDF_TTFontDef_SetTagName(definition, writable_tag);
    /* "LiberationSans-Bold,Bold" says its style twice. */
    HPDF_TTFontDefAttr_Rec *attributes = definition->attr;
    attributes->base_font[strcspn(attributes->base_font, ",")] = '\0';
    g_strlcpy(definition->base_font, attributes->base_font, sizeof definition->base_font);
    if (HPDF_List_Add(document->fontdef_list, definition) != HPDF_OK) {
        HPDF_FontDef_Free(definition);
        return NULL;
    }
    return definition->base_font;
}

HPDF_Font pdf_font_winansi(HPDF_Doc document, const struct fonts *fonts, enum font_face face)
{
    const char *tag = face == FONT_BOLD ? "RCTIAB" : "RCTIAA";
    const char *name = font_load(document, fonts_winansi_subset(fonts, face), tag);
    return name == NULL ? NULL : HPDF_GetFont(document, name, "WinAnsiEncoding");
}

/* ---- two bytes a character ---- */

static void tounicode_write(HPDF_Stream stream, const struct font_characters *characters)
{
    enum { ENTRIES_MAX = 100 }; /* of one bfchar section */
    uint32_t entries[ENTRIES_MAX];
    uint32_t character = 0;
    while (character < FONT_CHARACTER_COUNT) {
        unsigned count = 0;
        for (; character < FONT_CHARACTER_COUNT && count < ENTRIES_MAX; character++) {
            if (font_characters_has(characters, character)) {
                entries[count++] = character;
            }
        }
        if (count == 0) {
            break;
        }
        char line[48];
        snprintf(line, sizeof line, "%u beginbfchar\n", count);
        HPDF_Stream_WriteStr(stream, line);
        for (unsigned i = 0; i < count; i++) {
            snprintf(line, sizeof line, "<%04X> <%04X>\n", entries[i], entries[i]);
            HPDF_Stream_WriteStr(stream, line);
        }
        HPDF_Stream_WriteStr(stream, "endbfchar\n");
    }
}

/* libharu 2.3.0 writes a CID range where a ToUnicode map needs a bfchar: viewers warn. What it
 * wrote is replaced. */
static void tounicode_mend(HPDF_Font font, const struct font_characters *characters)
{
    HPDF_Stream stream = ((HPDF_FontAttr)font->attr)->cmap_stream->stream;
    HPDF_MemStream_FreeData(stream);
    HPDF_Stream_WriteStr(stream, "/CIDInit /ProcSet findresource begin\n12 dict begin\n"
                                 "begincmap\n"
                                 "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) "
                                 "/Supplement 0 >> def\n"
                                 "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                                 "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    tounicode_write(stream, characters);
    HPDF_Stream_WriteStr(stream, "endcmap\nCMapName currentdict /CMap defineresource pop\n"
                                 "end\nend\n");
}

HPDF_Font pdf_font_unicode(HPDF_Doc document, enum font_face face, GBytes *subset,
                           const struct font_characters *characters)
{
    const char *tag = face == FONT_BOLD ? "RCTIAD" : "RCTIAC";
    const char *name = font_load(document, subset, tag);
    HPDF_Font font = name == NULL ? NULL : HPDF_GetFont(document, name, "UTF-8");
    if (font != NULL) {
        tounicode_mend(font, characters);
    }
    return font;
}
