/* accounts.h - numbers of models/accounts.def: MEDIUM_DRY, HOLD_YARD, ...
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_ACCOUNTS_H
#define MODELS_ACCOUNTS_H

enum account_medium {
#define HOLDER(ID, en, ja)
#define MEDIUM(ID, unit, en, ja) MEDIUM_##ID,
#include "models/accounts.def"
#undef MEDIUM
#undef HOLDER
    N_MEDIUM
};

enum account_holder {
#define MEDIUM(ID, unit, en, ja)
#define HOLDER(ID, en, ja) HOLD_##ID,
#include "models/accounts.def"
#undef MEDIUM
#undef HOLDER
    N_HOLDER
};
#endif
