#include <hb-ot.h>
#include <hb-subset.h>

#include "engine/core/check.h"
#include "reports/pdf/fonts_private.h"

/* ---- measures ---- */

static int32_t metric(hb_font_t *font, hb_ot_metrics_tag_t tag)
{
    hb_position_t position = 0;
    hb_ot_metrics_get_position_with_fallback(font, tag, &position);
    return position;
}

struct font_metrics fonts_metrics(const struct fonts *fonts, enum font_face face)
{
    hb_font_t *font = fonts->faces[face].font;
    const int32_t units = (int32_t)hb_face_get_upem(fonts->faces[face].face);
    hb_blob_t *head = hb_face_reference_table(fonts->faces[face].face, HB_TAG('h', 'e', 'a', 'd'));
    unsigned int length = 0;
    const unsigned char *data = (const unsigned char *)hb_blob_get_data(head, &length);
    int32_t box[4] = {0}; /* 16 bits each, from byte 36 on: left, bottom, right, top */
    for (size_t i = 0; i < G_N_ELEMENTS(box) && 36 + 2 * i + 1 < length; i++) {
        box[i] = (int16_t)(data[36 + 2 * i] << 8 | data[36 + 2 * i + 1]) * 1000 / units;
    }
    hb_blob_destroy(head);
    return (struct font_metrics){
        .left = box[0],
        .bottom = box[1],
        .right = box[2],
        .top = box[3],
        .ascent = metric(font, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER) * 1000 / units,
        .descent = metric(font, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER) * 1000 / units,
        .capital_height = metric(font, HB_OT_METRICS_TAG_CAP_HEIGHT) * 1000 / units,
    };
}

/* ---- subsets ---- */

/* What a document's font does not need: hinting of glyphs that are printed or scaled, kerning and
 * substitution that nobody does, names, and the box that stands for a missing character. */
static hb_subset_input_t *subset_input_new(void)
{
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    CHECK(input != NULL);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    hb_set_clear(hb_subset_input_set(input, HB_SUBSET_SETS_LAYOUT_FEATURE_TAG));
    hb_set_t *drop = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
    hb_set_add(drop, HB_TAG('G', 'S', 'U', 'B'));
    hb_set_add(drop, HB_TAG('G', 'P', 'O', 'S'));
    hb_set_add(drop, HB_TAG('G', 'D', 'E', 'F'));
    hb_set_add(drop, HB_TAG('O', 'S', '/', '2'));
    hb_set_add(drop, HB_TAG('n', 'a', 'm', 'e'));
    hb_set_add(drop, HB_TAG('p', 'o', 's', 't'));
    return input;
}

static void glyphs_find(hb_face_t *subset, const uint32_t *characters, size_t count,
                        uint16_t *ret_glyphs)
{
    hb_font_t *font = hb_font_create(subset);
    for (size_t i = 0; i < count; i++) {
        hb_codepoint_t glyph = 0;
        hb_font_get_nominal_glyph(font, characters[i], &glyph);
        CHECK(glyph <= UINT16_MAX);
        ret_glyphs[i] = (uint16_t)glyph;
    }
    hb_font_destroy(font);
}

static GBytes *face_bytes(hb_face_t *face)
{
    hb_blob_t *blob = hb_face_reference_blob(face);
    unsigned int length = 0;
    const char *data = hb_blob_get_data(blob, &length);
    GBytes *bytes = g_bytes_new(data, length);
    hb_blob_destroy(blob);
    return bytes;
}

GBytes *fonts_subset_new(const struct fonts *fonts, enum font_face face, const uint32_t *characters,
                         size_t count, uint16_t *ret_glyphs, GError **error)
{
    hb_subset_input_t *input = subset_input_new();
    for (size_t i = 0; i < count; i++) {
        hb_set_add(hb_subset_input_unicode_set(input), characters[i]);
    }
    hb_face_t *subset = hb_subset_or_fail(fonts->faces[face].face, input);
    hb_subset_input_destroy(input);
    if (subset == NULL) {
        g_set_error_literal(
            error, FONTS_ERROR, FONTS_ERROR_UNUSABLE,
            "the font Liberation Sans cannot be reduced to a document's characters");
        return NULL;
    }
    if (ret_glyphs != NULL) {
        glyphs_find(subset, characters, count, ret_glyphs);
    }
    GBytes *bytes = face_bytes(subset);
    hb_face_destroy(subset);
    return bytes;
}
