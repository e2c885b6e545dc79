#!/usr/bin/env node --flag
import a from 'b'; a();
