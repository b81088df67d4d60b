"""DSSSL (ISO 10179): style sheets that transform documents."""

from __future__ import annotations

from pyfront.dsssl.api import transform as transform
