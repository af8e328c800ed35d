import { TestEnvironment } from 'jest-environment-node';
import { watched } from './watched.js';

export default watched(TestEnvironment);
