/* export_words.c - what the tables, their columns and some of their cells are called.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/export_tables.h"
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct export_word word[] = {
    /* tables; at most 31 characters and none of : \ / ? * [ ], for they name sheets */
    {"summary", EXPORT_TEXT, "Summary", "要約"},
    {"differences", EXPORT_TEXT, "Differences", "基準との差"},
    {"stakeholders", EXPORT_TEXT, "Who pays and gains", "誰が払い誰が得るか"},
    {"fit_parameters", EXPORT_TEXT, "Fitted parameters", "推定したパラメータ"},
    {"fit_pairs", EXPORT_TEXT, "Correlation of estimates", "推定値の相関"},
    {"fit_observations", EXPORT_TEXT, "Observed and fitted", "観測値とモデルの値"},
    {"fit_scores", EXPORT_TEXT, "How well it fits", "当てはまり"},
    {"swaps", EXPORT_TEXT, "What swaps the two best", "上位二つの入れ替わり"},
    {"pedigree", EXPORT_TEXT, "Weak numbers", "裏付けの弱い数値"},
    {"risks", EXPORT_TEXT, "Risk and regret", "リスクと後悔"},
    {"variants", EXPORT_TEXT, "Variants", "変種での順位"},
    {"ratios", EXPORT_TEXT, "Ratios", "比"},
    {"scores", EXPORT_TEXT, "Scores", "総合点"},
    {"weights", EXPORT_TEXT, "Weights", "重み"},
    {"effects", EXPORT_TEXT, "Effects", "効果"},
    {"pairs", EXPORT_TEXT, "Effects of pairs", "因子の組の効果"},
    {"worth", EXPORT_TEXT, "Worth of information", "情報の価値"},
    {"bands", EXPORT_TEXT, "Months", "月別の幅"},
    {"years", EXPORT_TEXT, "Fiscal years", "年度別"},
    {"entity_years", EXPORT_TEXT, "Fiscal years by entity", "年度別・対象別"},
    {"runs", EXPORT_TEXT, "Runs", "計算ごと"},
    {"audit", EXPORT_TEXT, "Audit", "検算"},
    {"params", EXPORT_TEXT, "Parameters", "使われた数値と出典"},
    {"entities", EXPORT_TEXT, "Entities", "存在するもの"},
    {"openings", EXPORT_TEXT, "Openings", "開始と終了"},
    {"places", EXPORT_TEXT, "Places", "位置"},
    {"roads", EXPORT_TEXT, "Roads", "道路"},
    {"flows", EXPORT_TEXT, "Flows", "流れ"},
    {"script", EXPORT_TEXT, "Script", "スクリプトの説明"},
    {"files", EXPORT_TEXT, "Files", "読み込んだファイル"},
    {"about", EXPORT_TEXT, "About", "この結果について"},
    {"charts", EXPORT_TEXT, "Charts", "図"},
    {"columns", EXPORT_TEXT, "Columns", "列の説明"},
    /* columns */
    {"metric", EXPORT_TEXT, "metric", "指標"},
    {"stakeholder", EXPORT_TEXT, "whose money", "誰のお金か"},
    {"series", EXPORT_TEXT, "series", "系列"},
    {"name_en", EXPORT_TEXT, "what it is", "英語名"},
    {"name_ja", EXPORT_TEXT, "Japanese name", "内容"},
    {"unit", EXPORT_UNIT, "unit", "単位"},
    {"headline", EXPORT_COUNT, "in the headline", "見出しの指標"},
    {"better", EXPORT_WORD, "better is", "望ましい向き"},
    {"option", EXPORT_TEXT, "option", "選択肢"},
    {"median", EXPORT_NUMBER, "median", "中央値"},
    {"mean", EXPORT_NUMBER, "mean", "平均"},
    {"q05", EXPORT_NUMBER, "5 %", "5 %"},
    {"q25", EXPORT_NUMBER, "25 %", "25 %"},
    {"q50", EXPORT_NUMBER, "50 %", "50 %"},
    {"q75", EXPORT_NUMBER, "75 %", "75 %"},
    {"q95", EXPORT_NUMBER, "95 %", "95 %"},
    {"n", EXPORT_COUNT, "futures", "未来の数"},
    {"difference", EXPORT_NUMBER, "mean difference", "差の平均"},
    {"difference_lo", EXPORT_NUMBER, "from (90 %)", "下限 (90 %)"},
    {"difference_hi", EXPORT_NUMBER, "to (90 %)", "上限 (90 %)"},
    {"share_better", EXPORT_SHARE, "share of futures better", "良くなる未来の割合"},
    {"effect", EXPORT_PLAIN, "effect (d_z)", "標準化した効果 (d_z)"},
    {"common_gain", EXPORT_PLAIN, "gain of pairing", "対にした効き目"},
    {"risk", EXPORT_NUMBER, "worst 10 % begin at", "悪い方 1 割の境"},
    {"shortfall", EXPORT_NUMBER, "mean of the worst 10 %", "悪い方 1 割の平均"},
    {"regret_mean", EXPORT_NUMBER, "mean regret", "後悔の平均"},
    {"best_share", EXPORT_SHARE, "share of futures best", "最良となる未来の割合"},
    {"dominance", EXPORT_COUNT, "dominance over the baseline", "基準への優越"},
    {"variant", EXPORT_TEXT, "variant", "変種"},
    {"variant_en", EXPORT_TEXT, "which is", "変種の英語名"},
    {"variant_ja", EXPORT_TEXT, "its Japanese name", "変種の内容"},
    {"variant_rank", EXPORT_COUNT, "rank", "順位"},
    {"variant_tied", EXPORT_COUNT, "tied with the one before", "前の選択肢と同順"},
    {"variant_mean", EXPORT_NUMBER, "mean", "平均"},
    {"variant_difference", EXPORT_NUMBER, "mean difference", "基準との差の平均"},
    {"variant_difference_lo", EXPORT_NUMBER, "from (90 %)", "その下限 (90 %)"},
    {"variant_difference_hi", EXPORT_NUMBER, "to (90 %)", "その上限 (90 %)"},
    {"first", EXPORT_TEXT, "best on average", "平均で最良"},
    {"second", EXPORT_TEXT, "second", "2 番目"},
    {"swap_input", EXPORT_TEXT, "input that swaps them soonest", "最小の変化で入れ替える入力"},
    {"swap_unit", EXPORT_UNIT, "unit of the input", "入力の単位"},
    {"swap_value", EXPORT_NUMBER, "where they swap", "入れ替わる値"},
    {"swap_median", EXPORT_NUMBER, "the input's median", "入力の中央値"},
    {"swap_quantile", EXPORT_PLAIN, "quantile of that value", "その値の分位"},
    {"first_in", EXPORT_COUNT, "variants with the same best", "最良が同じ変種"},
    {"swapped_in", EXPORT_COUNT, "variants that swap them", "二つが入れ替わる変種"},
    {"variant_n", EXPORT_COUNT, "variants in all", "変種の総数"},
    {"low_pedigree_share", EXPORT_SHARE, "variance from weak numbers",
     "ばらつきのうち裏付けの弱い入力の分"},
    {"estimate", EXPORT_NUMBER, "estimate", "推定値"},
    {"fit_lo", EXPORT_NUMBER, "from", "下限"},
    {"fit_hi", EXPORT_NUMBER, "to", "上限"},
    {"prior_median", EXPORT_NUMBER, "before the data", "データの前"},
    {"prior_lo", EXPORT_NUMBER, "before, from", "データの前の下限"},
    {"prior_hi", EXPORT_NUMBER, "before, to", "データの前の上限"},
    {"fit_flag", EXPORT_WORD, "to be noted", "注意"},
    {"path_2", EXPORT_TEXT, "other path", "もう一方の項目"},
    {"correlation", EXPORT_PLAIN, "correlation", "相関"},
    {"when", EXPORT_LOOSE, "when, or row", "時期または行"},
    {"held_out", EXPORT_COUNT, "held out: the fit never saw it", "取り置き（当てはめに使わない）"},
    {"observed", EXPORT_NUMBER, "observed", "観測値"},
    {"fitted", EXPORT_NUMBER, "the model's figure", "モデルの値"},
    {"fitted_lo", EXPORT_NUMBER, "a new observation, from", "新しい観測値の下限"},
    {"fitted_hi", EXPORT_NUMBER, "a new observation, to", "新しい観測値の上限"},
    {"residual_of_fit", EXPORT_NUMBER, "observed less model", "観測値 − モデルの値"},
    {"observation_sd", EXPORT_NUMBER, "sd of an observation", "観測値の標準偏差"},
    {"seen", EXPORT_WORD, "part", "部分"},
    {"n_scored", EXPORT_COUNT, "observations", "観測値の数"},
    {"rmse", EXPORT_NUMBER, "RMSE", "RMSE"},
    {"rmse_last", EXPORT_NUMBER, "RMSE of the last value", "最後の値での RMSE"},
    {"rmse_mean", EXPORT_NUMBER, "RMSE of the mean", "平均での RMSE"},
    {"n_inside", EXPORT_COUNT, "inside their interval", "区間の中の数"},
    {"ratio_of", EXPORT_TEXT, "ratio", "比"},
    {"numerator", EXPORT_TEXT, "numerator", "分子"},
    {"denominator", EXPORT_TEXT, "denominator", "分母"},
    {"ratio", EXPORT_NUMBER, "ratio of sums", "合計の比"},
    {"ratio_lo", EXPORT_NUMBER, "from (90 %)", "下限 (90 %)"},
    {"ratio_hi", EXPORT_NUMBER, "to (90 %)", "上限 (90 %)"},
    {"ratio_difference", EXPORT_NUMBER, "ratio of the differences", "差どうしの比"},
    {"ratio_difference_lo", EXPORT_NUMBER, "its lower end (90 %)", "その下限 (90 %)"},
    {"ratio_difference_hi", EXPORT_NUMBER, "its upper end (90 %)", "その上限 (90 %)"},
    {"weight_score", EXPORT_PLAIN, "weighted score", "総合点"},
    {"weight_share", EXPORT_SHARE, "share of weights ranked first", "1 位になる重みの割合"},
    {"weight", EXPORT_PLAIN, "weight", "重み"},
    {"factor", EXPORT_TEXT, "factor", "因子"},
    {"factor_2", EXPORT_TEXT, "other factor", "もう一方の因子"},
    {"sobol_total", EXPORT_NUMBER, "total index", "全ソボル指数"},
    {"sobol_total_lo", EXPORT_NUMBER, "total, from", "全指数の下限"},
    {"sobol_total_hi", EXPORT_NUMBER, "total, to", "全指数の上限"},
    {"sobol_first", EXPORT_NUMBER, "first-order index", "一次ソボル指数"},
    {"sobol_first_lo", EXPORT_NUMBER, "first-order, from", "一次指数の下限"},
    {"sobol_first_hi", EXPORT_NUMBER, "first-order, to", "一次指数の上限"},
    {"sobol_second", EXPORT_NUMBER, "second-order index", "二次ソボル指数"},
    {"sobol_second_lo", EXPORT_NUMBER, "second-order, from", "二次指数の下限"},
    {"sobol_second_hi", EXPORT_NUMBER, "second-order, to", "二次指数の上限"},
    {"morris_mu_star", EXPORT_NUMBER, "mean size of effect (mu*)", "効果の大きさの平均 (mu*)"},
    {"morris_mu_star_lo", EXPORT_NUMBER, "mu*, from", "mu* の下限"},
    {"morris_mu_star_hi", EXPORT_NUMBER, "mu*, to", "mu* の上限"},
    {"morris_mu", EXPORT_NUMBER, "mean effect (mu)", "効果の平均 (mu)"},
    {"morris_sigma", EXPORT_NUMBER, "its deviation (sigma)", "効果の標準偏差 (sigma)"},
    {"rank_srrc", EXPORT_NUMBER, "rank regression (SRRC)", "順位回帰係数 (SRRC)"},
    {"rank_srrc_lo", EXPORT_NUMBER, "SRRC, from", "SRRC の下限"},
    {"rank_srrc_hi", EXPORT_NUMBER, "SRRC, to", "SRRC の上限"},
    {"input", EXPORT_TEXT, "input", "入力"},
    {"worth_knowing", EXPORT_NUMBER, "worth of knowing it", "知ることの価値"},
    {"worth_knowing_told", EXPORT_COUNT, "more than noise", "偶然より大きい"},
    {"month", EXPORT_TEXT, "month", "月"},
    {"dimension", EXPORT_TEXT, "kind of entity", "種別"},
    {"entity", EXPORT_TEXT, "entity", "対象"},
    {"year_is", EXPORT_WORD, "the year is its months'", "年の値は各月の"},
    {"fiscal_year", EXPORT_COUNT, "fiscal year (from April)", "年度"},
    {"months", EXPORT_COUNT, "months in it", "含む月数"},
    {"run", EXPORT_COUNT, "run", "計算番号"},
    {"point", EXPORT_COUNT, "set of inputs", "入力の組"},
    {"replicate", EXPORT_COUNT, "repetition by chance", "偶然の反復"},
    {"failed", EXPORT_COUNT, "failed", "失敗"},
    {"message", EXPORT_TEXT, "why it failed", "失敗の理由"},
    {"account", EXPORT_TEXT, "account", "勘定"},
    {"audit_share", EXPORT_PLAIN, "worst residual / max(turnover, 1)", "最大の残差 ÷ max(取引, 1)"},
    {"residual", EXPORT_PLAIN, "residual there", "その残差"},
    {"turnover", EXPORT_PLAIN, "turnover there", "その取引"},
    {"tolerance", EXPORT_PLAIN, "tolerance", "許容値"},
    {"path", EXPORT_TEXT, "path", "項目"},
    {"value", EXPORT_LOOSE, "value", "値"},
    {"status", EXPORT_TEXT, "status", "由来"},
    {"source", EXPORT_TEXT, "source", "出典"},
    {"pedigree", EXPORT_TEXT, "pedigree", "確からしさの点"},
    {"en", EXPORT_TEXT, "meaning", "英語の意味"},
    {"ja", EXPORT_TEXT, "meaning in Japanese", "意味"},
    {"name", EXPORT_TEXT, "name", "名前"},
    {"town", EXPORT_TEXT, "town", "市町村"},
    {"kind", EXPORT_TEXT, "kind", "種類"},
    {"from", EXPORT_TEXT, "from", "から"},
    {"to", EXPORT_TEXT, "to", "まで"},
    {"distance", EXPORT_TEXT, "distance", "距離"},
    {"distance_km", EXPORT_LOOSE, "distance, km", "距離 (km)"},
    {"kind_en", EXPORT_TEXT, "what kind", "種類（英語）"},
    {"kind_ja", EXPORT_TEXT, "kind in Japanese", "種類の名前"},
    {"quantity", EXPORT_TEXT, "quantity", "量"},
    {"medium", EXPORT_TEXT, "what flows", "流れるもの（英語）"},
    {"medium_ja", EXPORT_TEXT, "what flows, in Japanese", "流れるもの"},
    {"from_ja", EXPORT_TEXT, "from, in Japanese", "から（日本語）"},
    {"to_ja", EXPORT_TEXT, "to, in Japanese", "まで（日本語）"},
    {"field", EXPORT_TEXT, "of", "欄"},
    {"opens", EXPORT_TEXT, "opens", "開始"},
    {"closes", EXPORT_TEXT, "closes", "終了"},
    {"latitude", EXPORT_LOOSE, "latitude, degrees", "緯度（度）"},
    {"longitude", EXPORT_LOOSE, "longitude, degrees", "経度（度）"},
    {"road", EXPORT_TEXT, "road", "道路"},
    {"line", EXPORT_COUNT, "line", "行"},
    {"text", EXPORT_TEXT, "text", "内容"},
    {"item", EXPORT_WORD, "item", "項目"},
    {"value_en", EXPORT_LOOSE, "value", "値（英語）"},
    {"value_ja", EXPORT_LOOSE, "value (Japanese)", "値"},
    {"table", EXPORT_TEXT, "table", "表"},
    {"column", EXPORT_TEXT, "column", "列"},
    {"column_en", EXPORT_TEXT, "meaning", "英語の意味"},
    {"column_ja", EXPORT_TEXT, "meaning in Japanese", "意味"},
    /* words in cells */
    {"more", EXPORT_TEXT, "more", "多い方"},
    {"less", EXPORT_TEXT, "less", "少ない方"},
    {"sum", EXPORT_TEXT, "sum", "合計"},
    {"last", EXPORT_TEXT, "last", "最後"},
    {"at_lower_bound", EXPORT_TEXT, "reaches its lower bound", "下限に達する"},
    {"at_upper_bound", EXPORT_TEXT, "reaches its upper bound", "上限に達する"},
    {"at_both_bounds", EXPORT_TEXT, "reaches both bounds", "上下限に達する"},
    {"not_identified", EXPORT_TEXT, "the data do not tell", "データからは決まらない"},
    {"fit", EXPORT_TEXT, "fitted", "当てはめ"},
    {"prediction", EXPORT_TEXT, "held out", "取り置き"},
    {"fit_method", EXPORT_TEXT, "method", "方法"},
    {"fit_points", EXPORT_TEXT, "points tried", "試した点"},
    {"fit_budget", EXPORT_TEXT, "points at most", "点の上限"},
    {"fit_replicates", EXPORT_TEXT, "replicates of a point", "点ごとの反復"},
    {"fit_settled", EXPORT_TEXT, "settled before that", "上限の前に収束"},
    {"fit_starts", EXPORT_TEXT, "starts", "出発点"},
    {"fit_agree", EXPORT_TEXT, "starts that ended at this fit", "同じ値に至った出発点"},
    {"title", EXPORT_TEXT, "title", "題"},
    {"study", EXPORT_TEXT, "study", "計算の種類"},
    {"start", EXPORT_TEXT, "start", "開始"},
    {"baseline", EXPORT_TEXT, "baseline", "基準"},
    {"design", EXPORT_TEXT, "design", "実験計画"},
    {"interval_level", EXPORT_TEXT, "level of its intervals", "区間の水準"},
    {"futures", EXPORT_TEXT, "futures", "未来の数"},
    {"left_out", EXPORT_TEXT, "futures left out", "除いた未来"},
    {"intervals", EXPORT_TEXT, "intervals", "区間の意味"},
    {"program", EXPORT_TEXT, "program", "プログラム"},
    {"digest", EXPORT_TEXT, "digest", "要約値"},
    {"made_from", EXPORT_TEXT, "made from", "計算のもと"},
    {"again", EXPORT_TEXT, "to make it again", "再現の方法"},
};

const struct export_word *export_word(const char *id)
{
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        if (strcmp(word[i].id, id) == 0) {
            return &word[i];
        }
    }
    return NULL;
}

bool export_shown(const struct export_column *c, enum lang lang)
{
    const char *other = lang == LANG_JA ? "en" : "ja";
    const size_t n = strlen(c->id);
    return strcmp(c->id, other) != 0 &&
           !(n > 3 && c->id[n - 3] == '_' && strcmp(c->id + n - 2, other) == 0);
}

size_t export_utf8(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    if (p[0] < 0x80) {
        return p[0] != 0;
    }
    const size_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    const bool long_or_half = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
                              (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
    return long_or_half ? 0 : n;
}

bool export_plain_number(const char *s, double *x)
{
    char *end = NULL;
    if (s[0] == '\0' || strspn(s, "0123456789+-.eE") != strlen(s)) {
        return false;
    }
    const int before = errno; /* that of a write that failed is still wanted */
    errno = 0;
    *x = strtod(s, &end);
    const bool plain = *end == '\0' && errno == 0;
    errno = before;
    return plain;
}

/* Where 16 digits do not read back as x, fewer do not either: of all texts so long they are the
 * nearest to x. Where they do, a text of 15 is either the same without its zero, or it lies as near
 * as half the distance of two doubles, at most 1.1 units of the 16th digit. */
static void shortest(char buf[EXPORT_DIGITS], double x)
{
    snprintf(buf, EXPORT_DIGITS, "%.16g", x);
    if (strtod(buf, NULL) != x) {
        snprintf(buf, EXPORT_DIGITS, "%.17g", x);
        return;
    }
    const char last = buf[strcspn(buf, "e") - 1];
    if (last == '1' || last == '9' || fabs(x) < DBL_MIN) { /* few digits below that */
        char shorter[EXPORT_DIGITS];
        snprintf(shorter, sizeof shorter, "%.15g", x);
        if (strtod(shorter, NULL) == x) {
            memcpy(buf, shorter, sizeof shorter);
        }
    }
}

char *export_number(char buf[EXPORT_DIGITS], double x)
{
    if (isnan(x)) {
        buf[0] = '\0';
    } else if (isinf(x)) {
        snprintf(buf, EXPORT_DIGITS, x > 0.0 ? "Inf" : "-Inf");
    } else if (fabs(x) < 1e15 && x == (double)(int64_t)x) {
        snprintf(buf, EXPORT_DIGITS, "%" PRId64, (int64_t)x);
    } else {
        shortest(buf, x);
    }
    return buf;
}
