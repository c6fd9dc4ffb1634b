# Junkan: `make demo` and `make test` do all the set-up; `make help` lists the rest.
# SPDX-License-Identifier: GPL-3.0-or-later
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(origin CC),default)
CC := gcc
endif
B ?= build
ARCH := $(shell uname -m)
PREFIX ?= /usr/local
# As many jobs as cores unless -j was given; the sub-makes below use it.
JOBS := $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

PKG := lua5.4 gsl libxxhash libdeflate nlopt xlsxwriter
INC := $(shell pkg-config --cflags $(PKG) hdf5-serial 2>/dev/null)
LIBS := $(shell pkg-config --libs $(PKG) hdf5-serial 2>/dev/null) -lhdf5_serial_hl -lsleef -lm
STD := -std=c17 -D_POSIX_C_SOURCE=200809L
FP := -ffp-contract=off -fno-math-errno -fno-trapping-math
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wdouble-promotion -Wstrict-prototypes \
        -Wmissing-prototypes -Wcast-qual -Wconversion
OPT ?= -O3 -g
# Files with lane loops are compiled once per instruction set: all models, and sim/*_lanes.c.
LANE_SRC := $(wildcard models/*.c) $(wildcard sim/*_lanes.c)
SIM_SRC := $(filter-out sim/main.c %_lanes.c,$(wildcard sim/*.c))
ifeq ($(ARCH),x86_64)
ISAS := base v3 v4
ISA_BUILT := -DHAVE_V3 -DHAVE_V4
else
ISAS := base
endif
MARCH_base := $(if $(filter x86_64,$(ARCH)),-march=x86-64)
MARCH_v3 := -march=x86-64-v3
MARCH_v4 := -march=x86-64-v4 -mprefer-vector-width=512
CFLAGS_ALL = $(STD) $(OPT) $(FP) $(WARN) $(WERROR) -fopenmp -fno-plt -I. -I$(B) $(INC) \
             $(ISA_BUILT) $(CFLAGS) $(SAN)
# Kernels: functions without the word `inline` stay functions. Inlined into the loop over entities,
# gcc hoists a model's hundred pointers out of it, onto the stack, which costs more than the calls.
# A loop over lanes inside one over entities is not taken two entities at once: then gcc would leave
# it scalar. (clang knows no such option.)
LANE_OPT := -fno-inline-functions -fno-inline-functions-called-once -fno-inline-small-functions
ifneq ($(CC),clang)
LANE_OPT += -fno-loop-unroll-and-jam
endif
# Wrappers of the mathematical functions must not be turned into calls of themselves.
EXTRA_num := -fno-builtin

GEN := $(B)/gen/embedded.c
OBJ := $(SIM_SRC:%.c=$(B)/%.o) $(foreach i,$(ISAS),$(LANE_SRC:%.c=$(B)/$(i)/%.o)) $(B)/gen/embedded.o
TEST_SRC := $(wildcard tests/test_*.c)
TEST_BIN := $(TEST_SRC:tests/%.c=$(B)/tests/%)
MADE := $(B)/junkan.1 $(B)/junkan.bash $(B)/junkan.d.lua

all: $(B)/junkan ## build/junkan, its man page, completion and editor types
	@$(MAKE) -s $(MADE)
tests: $(B)/junkan $(TEST_BIN)

$(B)/junkan: $(B)/sim/main.o $(OBJ)
	@echo "link  $@"
	@$(CC) $(CFLAGS_ALL) -rdynamic -o $@ $^ $(LIBS)

$(B)/%.o: %.c
	@mkdir -p $(@D); echo "cc    $<"
	@$(CC) $(CFLAGS_ALL) $(EXTRA_$(basename $(<F))) $(if $(filter sim/script% sim/store%,$<),-Wno-sign-conversion) -MMD -MP -c -o $@ $<
$(B)/gen/%.o: $(B)/gen/%.c
	@$(CC) $(CFLAGS_ALL) -c -o $@ $<
define lane_rule
$(B)/$(1)/%.o: %.c
	@mkdir -p $$(@D); echo "cc    $$< ($(1))"
	@$(CC) $(CFLAGS_ALL) $(LANE_OPT) $(MARCH_$(1)) -DISA=$(1) -MMD -MP -c -o $$@ $$<
endef
$(foreach i,$(ISAS),$(eval $(call lane_rule,$(i))))

# Lua files and data tables become C strings inside the program. The list of files is a
# prerequisite too, so that a file that comes or goes is noticed.
EMBED := $(sort $(wildcard lua/*.lua) $(wildcard models/*.csv) sim/starter.lua)
# The report's page: its parts, and the chart library (empty where there is no Node).
PAGE := $(sort $(wildcard plots/*.vl.json plots/*.csv plots/page/*))
CHARTS := build/npm/charts.js
$(CHARTS): plots/package-lock.json .ci/charts
	@.ci/charts $@
$(B)/gen/charts.embed: $(CHARTS)
	@mkdir -p $(@D); cp $< $@
$(B)/gen/embedded.list: FORCE
	@mkdir -p $(@D); echo '$(EMBED) $(PAGE)' | cmp -s - $@ || echo '$(EMBED) $(PAGE)' > $@
# A hash of everything that can change a number goes in too: results of another build are stale.
SOURCE := $(sort $(wildcard sim/*.c sim/*.h sim/*.def models/*.c models/*.h models/*.def)) $(EMBED)
$(GEN): $(SOURCE) $(PAGE) $(B)/gen/charts.embed sim/embed.lua $(B)/gen/embedded.list
	@mkdir -p $(@D); lua5.4 sim/embed.lua $$(cat $(SOURCE) | sha256sum | cut -c1-16) \
	    $(EMBED) $(PAGE) $(B)/gen/charts.embed > $@

# the optimum that labour's split is held against
$(B)/tests/test_labour: LIBS += -lglpk
$(B)/tests/%: tests/%.c $(OBJ)
	@mkdir -p $(@D); echo "test  $@"
	@$(CC) $(CFLAGS_ALL) -Wno-missing-prototypes -MMD -MP -MT $@ -MF $@.d -rdynamic -o $@ $< $(OBJ) $(LIBS) -lcmocka

$(B)/junkan.1: $(B)/junkan
	@$< --man > $@
$(B)/junkan.bash: $(B)/junkan
	@$< --completion > $@
$(B)/junkan.d.lua: $(B)/junkan
	@$< params --luals $@

# The libraries may have come after this file was read: build in a fresh make.
demo: ## set up, build, run the Bihoro scenario: build/bihoro.h5, its headline and its report
	@.ci/deps build
	@$(MAKE) -s $(JOBS) all
	@$(B)/junkan run scenarios/bihoro.lua -o $(B)/bihoro.h5
	@echo; echo "the report, to be opened in a browser:"; $(B)/junkan report $(B)/bihoro.h5
reports: ## a result and a report of every scenario, in build/reports
	@.ci/deps build
	@$(MAKE) -s $(JOBS) all
	@mkdir -p $(B)/reports; for s in scenarios/*.lua; do out=$(B)/reports/$$(basename $$s .lua); \
	    $(B)/junkan run $$s -o $$out.h5 --quiet; $(B)/junkan report $$out.h5; done
test: ## set up, build, run every test
	@.ci/deps build test
	@$(MAKE) -s $(JOBS) all tests
	@B=$(B) tests/run.sh
soak: ## the tests, each longer and with more random cases, and a study on a real Slurm
	@.ci/deps build test
	@.ci/deps soak office || echo 'soak: without these, what needs them is skipped'
	@$(MAKE) -s $(JOBS) all tests
	@B=$(B) SOAK=20 tests/run.sh
bench: ## speed, as ratios measured in one run (tests/bench/README.md)
	@.ci/deps build bench
	@$(MAKE) -s $(JOBS) all
	@$(MAKE) -s $(JOBS) B=$(B)/scalar CFLAGS=-DJUNKAN_SCALAR OPT='-O3 -g -fno-tree-vectorize' \
	    $(B)/scalar/junkan
	@B=$(B) tests/bench/run.sh
lint: ## warnings, clang-tidy, cppcheck, luacheck, clang-format, vectoriser, our own rules
	@.ci/deps build lint
	@$(MAKE) -s $(JOBS) B=build/lint WERROR=-Werror all
	@CC='$(CC)' LANE_OPT='$(LANE_OPT)' CFLAGS_LINT='$(STD) $(FP) $(WARN) -fopenmp -I. $(INC)' tests/lint.sh
asan: ## the tests under the address and undefined behaviour sanitizers
	@.ci/deps build test
	@$(MAKE) -s $(JOBS) B=build/asan OPT='-O1 -g' \
	    SAN='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' all tests
	@B=build/asan tests/run.sh
tsan: ## the parallel tests under clang's thread sanitizer
	@.ci/deps build test tsan
	@$(MAKE) -s $(JOBS) B=build/tsan CC=clang OPT='-O1 -g' SAN=-fsanitize=thread \
	    WARN='-Wall -Wextra -Wno-unknown-warning-option -Wno-pass-failed' all tests
	@B=build/tsan tests/tsan.sh
mutants: ## break each kernel in small ways: some test must notice
	@.ci/deps build test
	@tests/mutants.sh
deps: ## install whatever any target needs, and list it with its licence
	@.ci/deps --list build test soak office bench lint tsan

SHARE := $(DESTDIR)$(PREFIX)/share
install: all ## to PREFIX (/usr/local)
	install -D -m 755 $(B)/junkan $(DESTDIR)$(PREFIX)/bin/junkan
	install -D -m 644 $(B)/junkan.1 $(SHARE)/man/man1/junkan.1
	install -D -m 644 $(B)/junkan.bash $(SHARE)/bash-completion/completions/junkan
	install -D -m 644 $(B)/junkan.d.lua $(SHARE)/junkan/junkan.d.lua
uninstall: ## takes away what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/junkan $(SHARE)/man/man1/junkan.1
	rm -f $(SHARE)/bash-completion/completions/junkan $(SHARE)/junkan/junkan.d.lua
	-rmdir $(SHARE)/junkan
clean: ## removes everything that was built
	rm -rf $(B)
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' Makefile
FORCE:
.PHONY: all tests demo reports test soak bench lint asan tsan mutants deps install uninstall clean help FORCE
-include $(OBJ:.o=.d) $(B)/sim/main.d $(TEST_BIN:%=%.d)
