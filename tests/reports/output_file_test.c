#include "reports/output_file.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "tests/reports/directory.h"

static char *place;

/* As somebody whom a directory's mode holds back, also where the tests run as root. */
static void set_up(void)
{
    enum { NOBODY = 65534 };
    cr_assert(geteuid() != 0 || seteuid(NOBODY) == 0);
    place = directory_new();
    g_autofree char *none = directory_shell("cd \"$1\"; mkdir a a/b c d; touch z a/b/y c/x d/w; "
                                            "ln -s a link; chmod 0 c; chmod 0300 d",
                                            place);
}

static void tear_down(void)
{
    g_autofree char *none = directory_shell("cd \"$1\"; chmod 0700 c d", place);
    directory_remove(place);
    g_free(place);
    cr_assert_eq(seteuid(getuid()), 0);
}

TestSuite(output_files, .init = set_up, .fini = tear_down);

Test(output_files, what_cannot_be_listed_is_an_error)
{
    g_autoptr(GError) error = NULL;
    cr_expect_null(output_files_list(place, NULL, &error));
    cr_assert(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES));
    cr_expect_not_null(strstr(error->message, place), "%s", error->message);
}

Test(output_files, or_is_told_and_the_others_are_listed)
{
    g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) paths = output_files_list(place, unread, NULL);
    g_ptr_array_add(paths, NULL);
    g_autofree char *listed = g_strjoinv(" ", (char **)paths->pdata);
    cr_expect_str_eq(listed, "a/b/y link z");
    cr_assert_eq(unread->len, 2);
    for (guint i = 0; i < unread->len; i++) {
        const char *told = g_ptr_array_index(unread, i);
        cr_expect(strstr(told, place) && strstr(told, "Permission denied"), "%s", told);
    }
}

Test(output_files, none_where_there_is_no_directory)
{
    g_autofree char *absent = g_build_filename(place, "absent", NULL);
    g_autoptr(GPtrArray) unread = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) paths = output_files_list(absent, unread, NULL);
    cr_expect_eq(paths->len, 0);
    cr_expect_eq(unread->len, 0);
}
