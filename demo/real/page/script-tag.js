import { startPage } from './start-page.js';

// The tag is in the head, and no `defer` keeps it waiting as it does a module.
document.addEventListener('DOMContentLoaded', () => startPage('es5'));
