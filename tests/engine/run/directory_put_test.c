#include "engine/run/results/directory.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

/* What a run does with its directory at the end, also where a file system cannot exchange two. */

struct places {
    char *top;
    char *from;
    char *to;
};

static void file_make(const char *directory, const char *text)
{
    g_autofree char *path = g_build_filename(directory, "text", NULL);
    cr_assert_eq(g_mkdir(directory, 0700), 0);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static struct places places_new(void)
{
    struct places places = {.top = g_dir_make_tmp("rcti-put-XXXXXX", NULL)};
    cr_assert_not_null(places.top);
    places.from = g_build_filename(places.top, ".draft-new", NULL);
    places.to = g_build_filename(places.top, "draft", NULL);
    return places;
}

static void expect_text(const char *directory, const char *expected)
{
    g_autofree char *path = g_build_filename(directory, "text", NULL);
    g_autofree char *text = NULL;
    bool there = g_file_get_contents(path, &text, NULL, NULL);
    cr_expect_eq(there, expected != NULL, "%s", path);
    cr_expect_str_eq(there ? text : "", expected != NULL ? expected : "");
}

static void places_clear(struct places *places)
{
    const char *const directories[] = {places->from, places->to};
    for (size_t i = 0; i < G_N_ELEMENTS(directories); i++) {
        g_autofree char *path = g_build_filename(directories[i], "text", NULL);
        g_unlink(path);
        g_rmdir(directories[i]);
    }
    cr_expect_eq(g_rmdir(places->top), 0, "something else is left in %s", places->top);
    g_free(places->top);
    g_free(places->from);
    g_free(places->to);
}

typedef bool (*put_function)(const char *from, const char *to, bool exchanges);
static const put_function ways[] = {directory_put, directory_put_by_steps};

Test(directory_put, takes_the_place_of_the_last)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        struct places places = places_new();
        file_make(places.from, "new");
        file_make(places.to, "last");
        cr_assert(ways[i](places.from, places.to, true));
        expect_text(places.to, "new");
        expect_text(places.from, "last");
        places_clear(&places);
    }
}

Test(directory_put, takes_an_empty_place_only)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        struct places places = places_new();
        file_make(places.from, "new");
        cr_assert(ways[i](places.from, places.to, false));
        expect_text(places.to, "new");
        expect_text(places.from, NULL);
        file_make(places.from, "newer");
        cr_expect_not(ways[i](places.from, places.to, false));
        cr_expect_eq(errno, EEXIST);
        expect_text(places.to, "new");
        expect_text(places.from, "newer");
        places_clear(&places);
    }
}

/* The second step fails: what stood there stands there again. */
Test(directory_put, a_failure_leaves_the_last)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        struct places places = places_new();
        file_make(places.to, "last");
        cr_expect_not(ways[i](places.from, places.to, true));
        cr_expect_eq(errno, ENOENT);
        expect_text(places.to, "last");
        places_clear(&places);
    }
}
