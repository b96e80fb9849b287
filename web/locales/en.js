// All texts of the page in English, put together from one file per area.
import shell from './en/shell.js';
import customers from './en/customers.js';
import customer from './en/customer.js';
import imports from './en/imports.js';
import settings from './en/settings.js';
import reasons from './en/reasons.js';
import help from './en/help.js';

export default { ...reasons, ...shell, ...customers, ...customer, ...imports, ...settings, ...help };
