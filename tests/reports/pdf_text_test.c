#include "reports/pdf/text.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct pdf_style style = {FONT_REGULAR, 10.0f, 0};
static struct fonts *fonts;

static void set_up(void)
{
    fonts = fonts_new(NULL);
    cr_assert_not_null(fonts);
}

static void tear_down(void)
{
    fonts_free(fonts);
}

TestSuite(pdf_text, .init = set_up, .fini = tear_down);

static void expect_lines(float width, const char *text, const char *expected)
{
    g_autoptr(GString) joined = g_string_new(NULL);
    for (const char *rest = text; rest;) {
        const struct pdf_words words = pdf_text_take(fonts, &style, width, &rest);
        g_autofree char *line = g_strndup(words.utf8, words.length);
        g_string_append_printf(joined, "%s%s", line, rest ? "|" : "");
        cr_expect_leq(pdf_page_text_width(fonts, &style, line, strlen(line)), width + 0.01f, "%s",
                      line);
    }
    cr_expect_str_eq(joined->str, expected);
}

Test(pdf_text, wraps_at_spaces_and_hyphens)
{
    expect_lines(100.0f, "", "");
    expect_lines(100.0f, "one", "one");
    expect_lines(50.0f, "one two three four", "one two|three four");
    expect_lines(50.0f, "one two  three four", "one two|three four");
    expect_lines(45.0f, "RCTI-202609-P1", "RCTI-|202609-|P1");
    expect_lines(500.0f, "one\ntwo\n\nthree", "one|two||three");
    expect_lines(500.0f, "trailing ", "trailing");
}

Test(pdf_text, breaks_only_words_that_are_too_long)
{
    expect_lines(30.0f, "abcdefghijkl", "abcde|fghijkl");
    expect_lines(30.0f, "a bcdefghijkl", "a|bcdef|ghijkl");
    expect_lines(20.0f, "ễễễễễ", "ễễễ|ễễ");
}

Test(pdf_text, a_column_too_narrow_for_a_letter_still_ends)
{
    cr_expect_eq(pdf_text_lines(fonts, &style, 1.0f, "WWW"), 3);
}

Test(pdf_text, no_character_is_lost)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 200; i++) {
        g_string_append_printf(text, "%s%.*s", i == 0 ? "" : " ", i % 23 + 1,
                               "abcdefghijklmnopqrstuvwxyz");
    }
    for (int points = 15; points < 300; points += 7) {
        const float width = (float)points;
        g_autoptr(GString) joined = g_string_new(NULL);
        for (const char *rest = text->str; rest;) {
            const struct pdf_words words = pdf_text_take(fonts, &style, width, &rest);
            g_string_append_len(joined, words.utf8, (gssize)words.length);
        }
        g_auto(GStrv) got = g_strsplit(joined->str, " ", -1);
        g_auto(GStrv) expected = g_strsplit(text->str, " ", -1);
        g_autofree char *got_letters = g_strjoinv("", got);
        g_autofree char *expected_letters = g_strjoinv("", expected);
        cr_expect_str_eq(got_letters, expected_letters);
    }
}
