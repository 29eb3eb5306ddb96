import { createTemplate, TEST_ENVIRONMENT, testEnvironment, uniqueName } from '@meshpair/testing';

// Of the migrations as this test file sees them; its environment is its own.
const template = uniqueName('template');
await createTemplate(testEnvironment('postgresUrl'), template);
process.env[TEST_ENVIRONMENT.template] = template;
