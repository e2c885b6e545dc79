exports.value = this === exports;
