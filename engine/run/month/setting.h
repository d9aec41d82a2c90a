#ifndef ENGINE_RUN_MONTH_SETTING_H
#define ENGINE_RUN_MONTH_SETTING_H

#include <glib.h>

#include "engine/core/policy.h"

/* A setting that is tried: KEY=VALUE, as a line of policy.ini has it. Changes the policy; RUN_ERROR_USAGE with
 * the key that was meant, or the values that it takes, where it is none. */
bool setting_try(struct policy *policy, const char *setting, GError **error);
/* The same of all, each in turn; NULL: none. */
bool settings_try(struct policy *policy, char *const *settings, GError **error);

#endif
