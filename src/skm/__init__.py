"""Survei Kepuasan Masyarakat: raw questionnaires in, a correct and explained IKM out."""

from skm.pedoman import KEPMENPAN_25_2004, PERMENPANRB_14_2017, PERMENPANRB_16_2014, Pedoman, Unsur

__version__ = "0.1.0"
__all__ = ["KEPMENPAN_25_2004", "PERMENPANRB_14_2017", "PERMENPANRB_16_2014", "Pedoman", "Unsur"]
