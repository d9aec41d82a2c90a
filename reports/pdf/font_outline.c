#include "reports/pdf/fonts_private.h"

struct pen {
    GString *path;
    const double *matrix;
    double x; /* of the glyph, in units of the font's size */
    double units;
};

static long whole(double value)
{
    return (long)(value < 0.0 ? value - 0.5 : value + 0.5);
}

static void pen_point(const struct pen *pen, float font_x, float font_y)
{
    const double *m = pen->matrix;
    const double x = pen->x + (double)font_x / pen->units;
    const double y = (double)font_y / pen->units;
    const double to_x = m[0] * x + m[2] * y + m[4];
    const double to_y = m[1] * x + m[3] * y + m[5];
    g_string_append_printf(pen->path, "%ld %ld ", whole(to_x), whole(to_y));
}

static void pen_move(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x,
                     float y, void *user_data)
{
    (void)functions;
    (void)state;
    (void)user_data;
    pen_point(data, x, y);
    g_string_append(((struct pen *)data)->path, "m\n");
}

static void pen_line(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x,
                     float y, void *user_data)
{
    (void)functions;
    (void)state;
    (void)user_data;
    pen_point(data, x, y);
    g_string_append(((struct pen *)data)->path, "l\n");
}

/* The font's own curves are quadratic; HarfBuzz raises them. */
static void pen_curve(hb_draw_funcs_t *functions, void *data, hb_draw_state_t *state, float x1,
                      float y1, float x2, float y2, float x, float y, void *user_data)
{
    (void)functions;
    (void)state;
    (void)user_data;
    pen_point(data, x1, y1);
    pen_point(data, x2, y2);
    pen_point(data, x, y);
    g_string_append(((struct pen *)data)->path, "c\n");
}

void fonts_outline_append(const struct fonts *fonts, enum font_face face, const char *utf8,
                          const double matrix[6], GString *path)
{
    hb_draw_funcs_t *functions = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(functions, pen_move, NULL, NULL);
    hb_draw_funcs_set_line_to_func(functions, pen_line, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(functions, pen_curve, NULL, NULL);
    struct pen pen = {path, matrix, 0.0, (double)hb_face_get_upem(fonts->faces[face].face)};
    for (const char *at = utf8; *at != '\0';) {
        uint32_t character = fonts_next_character(fonts, &at);
        hb_codepoint_t glyph = 0;
        if (hb_font_get_nominal_glyph(fonts->faces[face].font, character, &glyph)) {
            hb_font_get_glyph_shape(fonts->faces[face].font, glyph, functions, &pen);
        }
        pen.x += (double)fonts_character_width(fonts, face, character) / 1000.0;
    }
    g_string_append(path, "f\n");
    hb_draw_funcs_destroy(functions);
}
