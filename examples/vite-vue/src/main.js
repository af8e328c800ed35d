import { createApp } from 'vue';
import { RouterView, createRouter, createWebHistory } from 'vue-router';
import ChooseItem from './ChooseItem.vue';
import RentItem from './RentItem.vue';

const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: ChooseItem },
    { path: '/rent/:item', component: RentItem },
  ],
});

createApp(RouterView).use(router).mount('#app');
