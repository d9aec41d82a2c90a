#ifndef ENGINE_CORE_CHECK_H
#define ENGINE_CORE_CHECK_H

#include <stdlib.h>

/* Stops the program, in release builds too, where it would otherwise go on with a broken
 * invariant. Only for defects of the program: bad data never reaches a CHECK. */
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
