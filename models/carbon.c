/* carbon.c - what biochar takes out of the air, and what making it puts back. Physical flux only.
 *
 * Removal = organic carbon of char put into mineral farm soil x the part that lasts 100 years x
 * 44/12 (IPCC 2019 Refinement, vol. 4, appendix 4: mass x Fc x Fperm). Each term stands apart:
 * removal, methane of the kiln, soil carbon lost with residues taken away, haulage.
 *
 * Invariant per town, lane and day: net = stored - methane - soil loss - haulage.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/rows.h"

static const double co2_per_c = 44.0 / 12.0;

struct carbon_ports {
    const uint32_t *kiln_first, *source_first;
    const struct lane *methane_gwp, *haul_kg_per_tkm;                               /* [town] */
    const struct lane *soil_c_t, *char_t, *haul_tkm, *temp_degc, *methane_kg_per_t; /* [kiln] */
    const struct lane *collected_t, *soil_c_frac;                                   /* [biomass] */
    struct lane *stored_per_c, *methane_per_t; /* [kiln] once a month */
    struct lane *loss_per_t;                   /* [biomass] the same */
    struct lane *haul_t_per_tkm;               /* [town] the same */
    struct lane *stored_tco2, *methane_tco2, *soil_loss_tco2, *haul_tco2, *net_tco2; /* [town] */
};
#define PORTS struct carbon_ports

static const struct row carbon_row[] = {
    INDEX(kiln_first, "kiln.first"),
    INDEX(source_first, "biomass.first"),
    PARAM(methane_gwp, "methane_gwp", "town", "1", "28", 1.0, 120.0,
          "100-year value of IPCC AR5 WG1 (2013) table 8.7, without climate-carbon feedback; as in "
          "Verra VM0044 v1.2",
          "4444", "warming of methane against carbon dioxide over 100 years",
          "メタンの地球温暖化係数（100年）"),
    PARAM(haul_kg_per_tkm, "haul_co2", "town", "kg t-1 km-1", "pert(0.095, 0.14, 0.26)", 0.0, 3.0,
          "derived with the improved tonne-km formula (METI; logiiiii.f-logi.com/terms/"
          "kairyo-ton-kilo-hou) and 2.62 kg CO2/l of diesel: 10 t truck full 0.095, at 62 % load "
          "0.140; 4 t truck at 62 % 0.256",
          "3233", "carbon dioxide per tonne-kilometre of haulage", "トンキロ当たりのCO2排出"),
    INPUT(soil_c_t, "kiln.soil_c_t", "kiln", "t", PASS_ACT, "carbon of char put into soil",
          "農地に入れた炭の炭素"),
    INPUT(char_t, "kiln.char_t", "kiln", "t", PASS_ACT, "biochar made, dry", "炭の生産量"),
    INPUT(haul_tkm, "kiln.haul_tkm", "kiln", "t km", PASS_ACT, "haulage", "運搬トンキロ"),
    INPUT(temp_degc, "kiln.temp_degc", "kiln", "degC", PASS_ACT, "temperature of carbonisation",
          "炭化温度"),
    INPUT(methane_kg_per_t, "kiln.methane_kg_per_t", "kiln", "kg t-1", PASS_ACT,
          "methane per dry char", "炭1t当たりのメタン排出"),
    INPUT(collected_t, "biomass.collected_t", "biomass", "t", PASS_ACT, "dry matter collected",
          "収集量（乾物）"),
    INPUT(soil_c_frac, "biomass.soil_c_frac", "biomass", "1", PASS_ACT,
          "long-lived soil carbon lost per dry matter taken away", "持ち出しで失われる土壌炭素"),
    STATE(stored_per_c, "kiln", "1", "0", "carbon dioxide kept 100 years per carbon in soil",
          "土壌中の炭素当たりの100年残存CO2"),
    STATE(methane_per_t, "kiln", "1", "0", "methane as carbon dioxide per dry char",
          "炭当たりのメタン（CO2換算）"),
    STATE(loss_per_t, "biomass", "1", "0", "carbon dioxide of soil carbon lost per dry matter",
          "乾物当たりの土壌炭素損失（CO2）"),
    STATE(haul_t_per_tkm, "town", "t t-1 km-1", "0", "carbon dioxide per haulage",
          "トンキロ当たりのCO2"),
    FLOW(stored_tco2, "town", "t", PASS_ACT, MEDIUM_CO2_FLUX, HOLD_AIR, HOLD_SOIL, AGG_SUM,
         BETTER_MORE, "carbon dioxide removed by char in soil (lasting 100 years)",
         "土壌中の炭による除去量（100年残存）"),
    FLOW(methane_tco2, "town", "t", PASS_ACT, MEDIUM_CO2_FLUX, HOLD_LAND, HOLD_AIR, AGG_SUM,
         BETTER_LESS, "methane of the kilns as carbon dioxide", "炭化炉のメタン（CO2換算）"),
    FLOW(soil_loss_tco2, "town", "t", PASS_ACT, MEDIUM_CO2_FLUX, HOLD_SOIL, HOLD_AIR, AGG_SUM,
         BETTER_LESS, "soil carbon lost with residues not ploughed in",
         "すき込まれない残さによる土壌炭素の減少"),
    FLOW(haul_tco2, "town", "t", PASS_ACT, MEDIUM_CO2_FLUX, HOLD_FOSSIL, HOLD_AIR, AGG_SUM,
         BETTER_LESS, "carbon dioxide of haulage", "運搬のCO2"),
    RECORD(net_tco2, "town", "t", PASS_ACT, AGG_SUM, ACROSS_SUM, BETTER_MORE,
           "carbon dioxide removed, net of methane, soil loss and haulage", "正味の除去量"),
};
_Static_assert(sizeof(PORTS) == COUNT_OF(carbon_row) * sizeof(void *), "port without row");

/* Share of the char's carbon that lasts 100 years: IPCC 2019 Refinement, vol. 4, table 4AP.2. At or
 * below 350 degC the method does not apply. */
static inline double carbon_permanence(double temp_degc)
{
    const double low = temp_degc > 350.0 ? 0.65 : 0.0;
    const double middle = temp_degc > 450.0 ? 0.80 : low;
    return temp_degc > 600.0 ? 0.89 : middle;
}

/* Once a month: factors of a town's kilns and sources. */
static void carbon_refresh(const struct carbon_ports *p, uint32_t town)
{
    const struct lane *gwp = &p->methane_gwp[town], *factor = &p->haul_kg_per_tkm[town];
    LANES_LOOP(l) { p->haul_t_per_tkm[town].v[l] = factor->v[l] * 1e-3; }
    for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++) {
        const struct lane *temp = &p->temp_degc[kiln], *leak = &p->methane_kg_per_t[kiln];
        LANES_LOOP(l)
        {
            p->stored_per_c[kiln].v[l] = carbon_permanence(temp->v[l]) * co2_per_c;
            p->methane_per_t[kiln].v[l] = leak->v[l] * gwp->v[l] * 1e-3;
        }
    }
    for (uint32_t s = p->source_first[town]; s < p->source_first[town + 1]; s++)
        LANES_LOOP(l) { p->loss_per_t[s].v[l] = p->soil_c_frac[s].v[l] * co2_per_c; }
}

static void carbon_kiln(const struct carbon_ports *p, uint32_t town, uint32_t kiln)
{
    const struct lane *carbon = &p->soil_c_t[kiln], *per_c = &p->stored_per_c[kiln];
    const struct lane *coal = &p->char_t[kiln], *leak = &p->methane_per_t[kiln];
    const struct lane *tkm = &p->haul_tkm[kiln], *per_tkm = &p->haul_t_per_tkm[town];
    struct lane *stored = &p->stored_tco2[town], *methane = &p->methane_tco2[town];
    struct lane *haul = &p->haul_tco2[town];
    LANES_LOOP(l)
    {
        stored->v[l] += carbon->v[l] * per_c->v[l];
        methane->v[l] += coal->v[l] * leak->v[l];
        haul->v[l] += tkm->v[l] * per_tkm->v[l];
    }
}

static void carbon_act(const struct step *now, const void *ports)
{
    const struct carbon_ports *p = ports;
    const struct lane none = {.v = {0}};
    for (uint32_t town = now->town0; town < now->town1; town++) {
        struct lane *stored = &p->stored_tco2[town], *methane = &p->methane_tco2[town];
        struct lane *loss = &p->soil_loss_tco2[town], *haul = &p->haul_tco2[town];
        struct lane *net = &p->net_tco2[town];
        if (rows_new_month(now))
            carbon_refresh(p, town);
        *stored = *methane = *loss = *haul = none;
        for (uint32_t kiln = p->kiln_first[town]; kiln < p->kiln_first[town + 1]; kiln++)
            carbon_kiln(p, town, kiln);
        for (uint32_t s = p->source_first[town]; s < p->source_first[town + 1]; s++) {
            const struct lane *taken = &p->collected_t[s], *per_t = &p->loss_per_t[s];
            LANES_LOOP(l) { loss->v[l] += taken->v[l] * per_t->v[l]; }
        }
        LANES_LOOP(l) { net->v[l] = ((stored->v[l] - methane->v[l]) - loss->v[l]) - haul->v[l]; }
    }
}

extern const struct model MODEL_SYMBOL(carbon);
const struct model MODEL_SYMBOL(carbon) = {
    .name = "carbon",
    .en = "carbon of biochar, physical flux",
    .ja = "バイオ炭の炭素収支（物理フロー）",
    .row = carbon_row,
    .n_row = COUNT_OF(carbon_row),
    .ports_size = sizeof(PORTS),
    .headline = {"stored_tco2", "net_tco2"},
    .day_act = carbon_act,
};
