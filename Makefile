# Junkan: `make demo` and `make test` do all the set-up; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
B ?= build
ARCH := $(shell uname -m)
PREFIX ?= /usr/local

PKG := lua5.4 gsl libxxhash
INC := $(shell pkg-config --cflags $(PKG) hdf5-serial 2>/dev/null)
LIBS := $(shell pkg-config --libs $(PKG) hdf5-serial 2>/dev/null) -lhdf5_serial_hl -lsleef -lm
STD := -std=c17 -D_POSIX_C_SOURCE=200809L
FP := -ffp-contract=off -fno-math-errno -fno-trapping-math
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wdouble-promotion -Wstrict-prototypes \
        -Wmissing-prototypes -Wcast-qual -Wconversion
OPT ?= -O3 -g
CFLAGS_ALL = $(STD) $(OPT) $(FP) $(WARN) $(WERROR) -fopenmp -fno-plt -I. -I$(B) $(INC) $(CFLAGS) $(SAN)

# Files with lane loops are compiled once per instruction set: all models, and sim/*_lanes.c.
LANE_SRC := $(wildcard models/*.c) $(wildcard sim/*_lanes.c)
SIM_SRC := $(filter-out sim/main.c %_lanes.c,$(wildcard sim/*.c))
ifeq ($(ARCH),x86_64)
ISAS := base v3 v4
else
ISAS := base
endif
MARCH_base := $(if $(filter x86_64,$(ARCH)),-march=x86-64)
MARCH_v3 := -march=x86-64-v3
MARCH_v4 := -march=x86-64-v4 -mprefer-vector-width=512
GEN := $(B)/gen/embedded.c
OBJ := $(SIM_SRC:%.c=$(B)/%.o) $(foreach i,$(ISAS),$(LANE_SRC:%.c=$(B)/$(i)/%.o)) $(B)/gen/embedded.o
TEST_SRC := $(wildcard tests/test_*.c)
TEST_BIN := $(TEST_SRC:tests/%.c=$(B)/tests/%)

all: $(B)/junkan

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
	@$(CC) $(CFLAGS_ALL) $(MARCH_$(1)) -DISA=$(1) -MMD -MP -c -o $$@ $$<
endef
$(foreach i,$(ISAS),$(eval $(call lane_rule,$(i))))

# Lua files and data tables become C strings inside the program.
EMBED := $(sort $(wildcard lua/*.lua) $(wildcard models/*.csv))
$(GEN): $(EMBED) sim/embed.lua
	@mkdir -p $(@D); lua5.4 sim/embed.lua $(EMBED) > $@

$(B)/tests/%: tests/%.c $(OBJ)
	@mkdir -p $(@D); echo "test  $@"
	@$(CC) $(CFLAGS_ALL) -Wno-missing-prototypes -MMD -MP -rdynamic -o $@ $< $(OBJ) $(LIBS) -lcmocka

clean:
	rm -rf $(B)
.PHONY: all clean
-include $(shell find $(B) -name '*.d' 2>/dev/null)
