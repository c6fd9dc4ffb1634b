return {
  biomass = { { kind = "wheat_straw", area = "30 km" } },
  kilns = { { capacity = 1, radus = 20 } },
}
