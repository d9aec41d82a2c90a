#include "engine/run/month/setting.h"

#include "engine/core/near.h"
#include "engine/run/month/setup.h"

static bool unknown_set(const char *key, GError **error)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (size_t i = 0; i < policy_count(); i++) {
        g_ptr_array_add(keys, (gpointer)policy_key(i));
    }
    const char *near = near_find(key, (const char *const *)keys->pdata, keys->len);
    g_ptr_array_add(keys, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)keys->pdata);
    return run_error_set(error, RUN_ERROR_USAGE, "--set: the policy has no setting %s; %s%s", key,
                         near ? "write " : "it has ", near ? near : all);
}

bool setting_try(struct policy *policy, const char *setting, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(setting, "=", 2);
    if (g_strv_length(parts) != 2) {
        return run_error_set(error, RUN_ERROR_USAGE, "--set takes KEY=VALUE, not %s", setting);
    }
    switch (policy_set(policy, g_strstrip(parts[0]), g_strstrip(parts[1]))) {
    case POLICY_SET:
        return true;
    case POLICY_UNKNOWN_KEY:
        return unknown_set(parts[0], error);
    case POLICY_BAD_VALUE:
        break;
    }
    return run_error_set(error, RUN_ERROR_USAGE, "--set: %s takes %s, not %s", parts[0],
                         policy_expected(parts[0]), parts[1]);
}

bool settings_try(struct policy *policy, char *const *settings, GError **error)
{
    bool good = true;
    for (; good && settings && *settings; settings++) {
        good = setting_try(policy, *settings, error);
    }
    return good;
}
