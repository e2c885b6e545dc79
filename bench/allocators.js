// The allocators that the scripts of this folder put before a program: { name, library (a path, or null for libc's), environment }.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const debianFolder = `/usr/lib/${{ x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch}-linux-gnu`;
const debianLibraries = { mimalloc: 'libmimalloc.so.2', jemalloc: 'libjemalloc.so.2', tcmalloc: 'libtcmalloc_minimal.so.4' };

// Debian's, as far as they are there: { name, library }.
function installed() {
  return Object.entries(debianLibraries)
    .map(([name, file]) => ({ name, library: path.join(debianFolder, file) }))
    .filter(({ library }) => fs.existsSync(library))
    .map(({ name, library }) => ({ name, library: fs.realpathSync(library) }));
}

// The settings that each one's documentation offers to those who want memory back, as far as they helped. Names that a version does not know
// have no effect. glibc has none: only a call of malloc_trim would help, and nobody calls it.
const bestSettings = {
  mimalloc: { MIMALLOC_ALLOW_LARGE_OS_PAGES: '0', MIMALLOC_ALLOW_THP: '0', MIMALLOC_PURGE_DELAY: '0', MIMALLOC_DECOMMIT_DELAY: '0', MIMALLOC_SEGMENT_DECOMMIT_DELAY: '0' },
  jemalloc: { MALLOC_CONF: 'background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0' },
  tcmalloc: { TCMALLOC_RELEASE_RATE: '10', TCMALLOC_AGGRESSIVE_DECOMMIT: '1' },
};

// NAME=PATH.so[,VARIABLE=VALUE…]. `complain` takes the message and does not come back.
function readLibrary(text, complain) {
  const [first, ...rest] = text.split(',');
  const [, name, file] = /^([^=/]+)=(.+)$/.exec(first) ?? complain(`"${first}" is not NAME=PATH.so`);
  if (!fs.existsSync(file)) complain(`${name}: there is no library ${file}`);
  const environment = {};
  for (const setting of rest) {
    const [, variable, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(setting) ?? complain(`${name}: "${setting}" is not VARIABLE=VALUE`);
    environment[variable] = value;
  }
  return { name, library: fs.realpathSync(file), environment };
}

// Those of `only` (null: all) and the subject. `complain` as above, where names are unknown or not unique.
function choose(found, { only, subject }, complain) {
  const names = found.map(({ name }) => name);
  for (const name of names) if (names.indexOf(name) !== names.lastIndexOf(name)) complain(`two allocators are called ${name}`);
  for (const name of [...(only ?? []), subject]) {
    if (!names.includes(name)) complain(`there is no allocator ${name}; there are ${names.join(', ')}`);
  }
  return found.filter(({ name }) => only === null || only.includes(name) || name === subject);
}

// What a program is started with. Settings for allocators in the caller's environment would change what is measured.
function environmentOf(allocator) {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) =>
    !/^(NEAP_|MALLOC_|MIMALLOC_|TCMALLOC_|GLIBC_TUNABLES$|LD_PRELOAD$)/.test(name)));
  if (allocator.library) environment.LD_PRELOAD = allocator.library;
  return { ...environment, ...allocator.environment };
}

// Whether `owner`, the file that a program found its malloc in, is this allocator.
function isInForce(allocator, owner) {
  return allocator.library ? fs.existsSync(owner) && fs.realpathSync(owner) === allocator.library : /\/libc(\.so|-)/.test(owner);
}

module.exports = { installed, bestSettings, readLibrary, choose, environmentOf, isInForce };
