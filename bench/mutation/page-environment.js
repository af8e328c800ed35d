import { TestEnvironment } from 'jest-environment-jsdom';
import { watched } from './watched.js';

export default watched(TestEnvironment);
