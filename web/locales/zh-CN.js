// All texts of the page in Chinese, put together from one file per area.
import shell from './zh-CN/shell.js';
import customers from './zh-CN/customers.js';
import customer from './zh-CN/customer.js';
import imports from './zh-CN/imports.js';
import settings from './zh-CN/settings.js';
import reasons from './zh-CN/reasons.js';
import help from './zh-CN/help.js';

export default { ...reasons, ...shell, ...customers, ...customer, ...imports, ...settings, ...help };
