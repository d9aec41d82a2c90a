#include <string.h>

#include "engine/core/near.h"
#include "engine/core/policy.h"
#include "importers/files/ini_stage.h"
#include "importers/text/ini.h"
#include "importers/text/instant.h"

static const char from_prefix[] = "policy from ";

/* "policy" or "policy from YYYY-MM-DD". */
static bool section_check(const struct ini_place *place, const struct ini_section *section)
{
    if (strcmp(section->name, "policy") == 0) {
        return true;
    }
    struct text_problem problem;
    day from;
    bool dated = g_str_has_prefix(section->name, from_prefix);
    if (dated && instant_day_parse(section->name + strlen(from_prefix), &from, &problem)) {
        return true;
    }
    g_autofree char *mend = NULL;
    if (dated && problem.mend[0]) {
        mend = g_strdup(problem.mend);
    } else if (near_same(section->name, "policy")) {
        mend = g_strdup("write [policy]");
    }
    ini_issue(place, section->line, NULL, ISSUE_UNKNOWN_SECTION, section->name,
              "[policy] or [policy from YYYY-MM-DD]", mend);
    return false;
}

static void key_issue(const struct ini_place *place, const struct ini_entry *entry)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (size_t i = 0; i < policy_count(); i++) {
        g_ptr_array_add(keys, (char *)policy_key(i));
    }
    const char *near = near_find(entry->key, (const char *const *)keys->pdata, keys->len);
    g_autofree char *mend = near ? g_strdup_printf("write %s", near) : NULL;
    ini_issue(place, entry->line, entry->key, ISSUE_UNKNOWN_KEY, entry->key,
              "a setting of the policy", mend);
}

static void entry_check(const struct ini_place *place, const struct ini_entry *entry)
{
    struct policy policy = policy_default();
    switch (policy_set(&policy, entry->key, entry->value)) {
    case POLICY_SET:
        break;
    case POLICY_UNKNOWN_KEY:
        key_issue(place, entry);
        break;
    case POLICY_BAD_VALUE:
        ini_issue(place, entry->line, entry->key, ISSUE_BAD_SETTING, entry->value,
                  policy_expected(entry->key), NULL);
        break;
    }
}

static void policy_check(const struct ini_place *place, const char *path, struct ini *ini)
{
    (void)path;
    for (size_t i = 0; i < ini->sections->len; i++) {
        section_check(place, &g_array_index(ini->sections, struct ini_section, i));
    }
    for (size_t i = 0; i < ini->entries->len; i++) {
        const struct ini_entry *entry = &g_array_index(ini->entries, struct ini_entry, i);
        if (g_str_has_prefix(entry->section, "policy")) {
            entry_check(place, entry);
        }
    }
}

bool policy_ini_read(struct reading *reading, const char *path, GError **error)
{
    return ini_input_read(reading, INPUT_POLICY, path, policy_check, error);
}
