#include "engine/cli/approval.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_CHARACTERS_MAX = 200 };

static bool has_control_characters(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        if (g_unichar_iscntrl(g_utf8_get_char(text))) {
            return true;
        }
    }
    return false;
}

char *approval_text(const char *option, const char *text)
{
    if (!text || !g_utf8_validate(text, -1, NULL)) {
        command_wrong_usage(text ? "%s is not UTF-8" : "%s is missing", option);
        return NULL;
    }
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    if (!trimmed[0] || has_control_characters(trimmed) ||
        g_utf8_strlen(trimmed, -1) > TEXT_CHARACTERS_MAX) {
        command_wrong_usage("%s takes one line of 1 to %d characters", option,
                            (int)TEXT_CHARACTERS_MAX);
        return NULL;
    }
    return g_steal_pointer(&trimmed);
}

static bool same_name(const char *one, const char *other)
{
    g_autofree char *one_folded = g_utf8_casefold(one, -1);
    g_autofree char *other_folded = g_utf8_casefold(other, -1);
    return g_utf8_collate(one_folded, other_folded) == 0;
}

/* The account's full name is the first part of its comment. */
static bool is_own_name(const char *name, const struct passwd *user)
{
    g_auto(GStrv) comment = g_strsplit(user->pw_gecos ? user->pw_gecos : "", ",", 2);
    return same_name(name, user->pw_name) ||
           (comment[0] && comment[0][0] && same_name(name, comment[0]));
}

enum exit_status approval_read(const struct options *options, struct approval *ret_approval)
{
    ret_approval->approved_by = approval_text("--approved-by", options->approved_by);
    if (!ret_approval->approved_by) {
        return EXIT_WRONG_USAGE;
    }
    const struct passwd *user = getpwuid(geteuid());
    if (!user) {
        return command_wrong_usage("the system knows no user %u, who would be named as preparing "
                                   "this",
                                   (unsigned)geteuid());
    }
    ret_approval->prepared_by = g_strdup(user->pw_name);
    if (is_own_name(ret_approval->approved_by, user)) {
        return command_wrong_usage("--approved-by %s: you prepare this yourself; somebody else has "
                                   "to approve it",
                                   ret_approval->approved_by);
    }
    return EXIT_ALL_DONE;
}

void approval_clear(struct approval *approval)
{
    g_free(approval->prepared_by);
    g_free(approval->approved_by);
    *approval = (struct approval){0};
}
